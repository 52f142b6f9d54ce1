using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Sutler.Go.Serving;

/// <summary>The path of a request's target, its escapes undone, read from left to right; the raw text is kept beside it.</summary>
/// <remarks>Printable ASCII and blanks, no element that is empty but the last, none of dots alone that would lead elsewhere. Spec: EP-1.</remarks>
internal sealed class RequestPathText
{
    /// <summary>The most characters a target may have before its query: more than the name of any file that could answer it.</summary>
    internal const int MaxLength = 4096;

    private readonly string _raw;

    private RequestPathText(string raw, string plain)
    {
        _raw = raw;
        Rest = plain;
    }

    /// <summary>What is still to be read: no slash before it.</summary>
    internal string Rest { get; private set; }

    /// <summary>Reads a target such as <c>/rsc.io/quote/@v/list?x=y</c>, or gives the reason why it is malformed.</summary>
    internal static bool TryRead(string target, [NotNullWhen(true)] out RequestPathText? path, [NotNullWhen(false)] out string? fault)
    {
        path = null;
        var raw = PathOf(target);
        if (!raw.StartsWith('/'))
        {
            fault = "the path does not begin with a slash";
        }
        else if (raw.Length > MaxLength)
        {
            fault = $"the path has more than {MaxLength} characters";
        }
        else if (TryDecode(raw, out var plain, out fault))
        {
            fault = FaultOfElements(plain);
            path = fault is null ? new RequestPathText(raw[1..], plain[1..]) : null;
        }

        return path is not null;
    }

    /// <summary>Whether the next element is <paramref name="element"/>; it is passed over if it is.</summary>
    internal bool SkipElement(string element)
    {
        var isNext = Rest.StartsWith(element, StringComparison.Ordinal) && Rest.Length > element.Length && Rest[element.Length] == '/';
        Rest = isNext ? Rest[(element.Length + 1)..] : Rest;
        return isNext;
    }

    /// <summary>The raw text from an element of <see cref="Rest"/> on.</summary>
    internal string RawFrom(int element)
    {
        // Slashes are never escaped, so both texts have the same number of elements.
        var wanted = Rest.AsSpan().Count('/') + 1 - element;
        var start = _raw.Length;
        for (; wanted > 0; wanted--)
        {
            start = _raw.LastIndexOf('/', start - 1);
        }

        return _raw[(start + 1)..];
    }

    private static string PathOf(string target)
    {
        var end = target.AsSpan().IndexOfAny('?', '#');
        var path = end < 0 ? target : target[..end];
        if (path.StartsWith('/'))
        {
            return path;
        }

        // Whoever takes the server for a forward proxy names it in the target; HTTP lets it. Which name does not matter here.
        var scheme = path.StartsWith("http://", StringComparison.OrdinalIgnoreCase) ? "http://".Length
            : path.StartsWith("https://", StringComparison.OrdinalIgnoreCase) ? "https://".Length : -1;
        var slash = scheme < 0 ? -1 : path.IndexOf('/', scheme);
        return slash < 0 ? "" : path[slash..];
    }

    private static bool TryDecode(string raw, out string plain, [NotNullWhen(false)] out string? fault)
    {
        plain = "";
        fault = FaultOfCharacters(raw);
        if (fault is not null || !raw.Contains('%', StringComparison.Ordinal))
        {
            plain = raw;
            return fault is null;
        }

        Span<char> decoded = new char[raw.Length];
        var length = 0;
        for (var at = 0; at < raw.Length; at++, length++)
        {
            decoded[length] = raw[at];
            if (raw[at] == '%')
            {
                if (!TryDecode(raw.AsSpan(at), out decoded[length], out fault))
                {
                    return false;
                }

                at += 2;
            }
        }

        plain = new string(decoded[..length]);
        return true;
    }

    private static bool TryDecode(ReadOnlySpan<char> escape, out char letter, [NotNullWhen(false)] out string? fault)
    {
        letter = default;
        if (escape.Length < 3 || !byte.TryParse(escape[1..3], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value))
        {
            fault = "the path has a percent sign without two hexadecimal digits";
            return false;
        }

        letter = (char)value;
        fault = letter switch
        {
            '/' => "the path has an escaped slash",
            < ' ' or > '~' => "the path has an escaped control character, or one beyond ASCII",
            _ => null,
        };
        return fault is null;
    }

    private static string? FaultOfCharacters(string raw) =>
        raw.AsSpan().ContainsAnyExceptInRange('!', '~') ? "the path has a blank, a control character, or one beyond ASCII" : null;

    private static string? FaultOfElements(string plain)
    {
        var elements = plain.AsSpan(1);
        foreach (var range in elements.Split('/'))
        {
            if (elements[range] is "." or "..")
            {
                return "the path has an element of dots";
            }

            if (elements[range].IsEmpty && range.End.Value < elements.Length)
            {
                return "the path has an empty element";
            }
        }

        return null;
    }
}
