using System.Buffers;
using System.Text;

namespace Sutler.GoModules.Modules;

/// <summary>Go's <c>path.Match</c>: <c>*</c>, <c>?</c>, <c>[a-z]</c>, <c>[^a]</c> and <c>\x</c>, none of which but a literal matches a slash.</summary>
/// <remarks>
/// Works on UTF-8 bytes as Go does: after a star the rest may begin in the middle of a character.
/// Time is at most the product of the two lengths: a star that was passed is never tried again.
/// </remarks>
public static class PathPattern
{
    /// <summary>Holds the pattern against the whole name; false when the pattern is malformed.</summary>
    public static bool TryMatch(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name, out bool matched)
    {
        var answer = Match(ToUtf8(pattern), ToUtf8(name));
        matched = answer == Answer.Yes;
        return answer != Answer.Malformed;
    }

    private static byte[] ToUtf8(ReadOnlySpan<char> text)
    {
        var bytes = new byte[Encoding.UTF8.GetByteCount(text)];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private static Answer Match(ReadOnlySpan<byte> pattern, ReadOnlySpan<byte> name)
    {
        while (!pattern.IsEmpty)
        {
            var chunk = CutChunk(ref pattern, out var star);
            if (star && chunk.IsEmpty)
            {
                return name.Contains((byte)'/') ? Answer.No : Answer.Yes;
            }

            var answer = FindChunk(chunk, star, isLast: pattern.IsEmpty, ref name);
            if (answer == Answer.No)
            {
                return CheckRest(pattern);
            }

            if (answer == Answer.Malformed)
            {
                return answer;
            }
        }

        return name.IsEmpty ? Answer.Yes : Answer.No;
    }

    /// <summary>Matches the chunk here or, after a star, at any later place before the next slash.</summary>
    private static Answer FindChunk(scoped ReadOnlySpan<byte> chunk, bool star, bool isLast, scoped ref ReadOnlySpan<byte> name)
    {
        for (var skip = 0; ; skip++)
        {
            var rest = name[skip..];
            var answer = MatchChunk(chunk, ref rest);
            if (answer == Answer.Malformed)
            {
                return answer;
            }

            if (answer == Answer.Yes && (rest.IsEmpty || !isLast))
            {
                name = rest;
                return answer;
            }

            if (!star || skip == name.Length || name[skip] == (byte)'/')
            {
                return Answer.No;
            }
        }
    }

    /// <summary>A failed match is an answer only when the rest of the pattern is well-formed.</summary>
    private static Answer CheckRest(ReadOnlySpan<byte> pattern)
    {
        while (!pattern.IsEmpty)
        {
            ReadOnlySpan<byte> nothing = default;
            if (MatchChunk(CutChunk(ref pattern, out _), ref nothing) == Answer.Malformed)
            {
                return Answer.Malformed;
            }
        }

        return Answer.No;
    }

    /// <summary>Cuts leading stars and what follows them up to the next star outside a class.</summary>
    private static ReadOnlySpan<byte> CutChunk(scoped ref ReadOnlySpan<byte> pattern, out bool star)
    {
        var rest = pattern.TrimStart((byte)'*');
        star = rest.Length < pattern.Length;
        var inClass = false;
        var end = 0;
        for (; end < rest.Length && (rest[end] != (byte)'*' || inClass); end++)
        {
            if (rest[end] == (byte)'\\')
            {
                end += end + 1 < rest.Length ? 1 : 0;
            }
            else
            {
                inClass = rest[end] == (byte)'[' || (inClass && rest[end] != (byte)']');
            }
        }

        pattern = rest[end..];
        return rest[..end];
    }

    /// <summary>Matches a chunk without stars at the front of the name; goes on after a failure only to check the chunk's form.</summary>
    private static Answer MatchChunk(scoped ReadOnlySpan<byte> chunk, scoped ref ReadOnlySpan<byte> name)
    {
        var failed = false;
        while (!chunk.IsEmpty)
        {
            failed |= name.IsEmpty;
            switch (chunk[0])
            {
                case (byte)'[':
                    var candidate = failed ? default : CutRune(ref name);
                    chunk = chunk[1..];
                    if (!TryMatchClass(ref chunk, candidate, out var inClass))
                    {
                        return Answer.Malformed;
                    }

                    failed |= !inClass;
                    break;
                case (byte)'?':
                    failed |= !failed && name[0] == (byte)'/';
                    if (!failed)
                    {
                        CutRune(ref name);
                    }

                    chunk = chunk[1..];
                    break;
                default:
                    if (chunk[0] == (byte)'\\' && (chunk = chunk[1..]).IsEmpty)
                    {
                        return Answer.Malformed;
                    }

                    failed |= !failed && chunk[0] != name[0];
                    name = failed ? name : name[1..];
                    chunk = chunk[1..];
                    break;
            }
        }

        return failed ? Answer.No : Answer.Yes;
    }

    /// <summary>Reads the class after its opening bracket.</summary>
    private static bool TryMatchClass(scoped ref ReadOnlySpan<byte> chunk, Rune candidate, out bool matched)
    {
        var negated = chunk is [(byte)'^', ..];
        chunk = negated ? chunk[1..] : chunk;
        matched = negated;
        for (var isFirst = true; ; isFirst = false)
        {
            if (!isFirst && chunk is [(byte)']', ..])
            {
                chunk = chunk[1..];
                return true;
            }

            if (!TryCutClassRune(ref chunk, out var low))
            {
                return false;
            }

            var high = low;
            if (chunk[0] == (byte)'-')
            {
                chunk = chunk[1..];
                if (!TryCutClassRune(ref chunk, out high))
                {
                    return false;
                }
            }

            if (low <= candidate && candidate <= high)
            {
                matched = !negated;
            }
        }
    }

    /// <summary>Cuts one character of a class, which something must follow: at least the closing bracket.</summary>
    private static bool TryCutClassRune(scoped ref ReadOnlySpan<byte> chunk, out Rune rune)
    {
        rune = default;
        if (chunk is [] or [(byte)'-' or (byte)']', ..])
        {
            return false;
        }

        chunk = chunk[0] == (byte)'\\' ? chunk[1..] : chunk;
        if (Rune.DecodeFromUtf8(chunk, out rune, out var length) != OperationStatus.Done)
        {
            return false;
        }

        chunk = chunk[length..];
        return !chunk.IsEmpty;
    }

    /// <summary>Cuts one character; a byte that begins none counts as one.</summary>
    private static Rune CutRune(scoped ref ReadOnlySpan<byte> name)
    {
        var length = Rune.DecodeFromUtf8(name, out var rune, out var consumed) == OperationStatus.Done ? consumed : 1;
        name = name[length..];
        return rune;
    }

    private enum Answer
    {
        No,
        Yes,
        Malformed,
    }
}
