using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.Modules;

public static partial class ModulePathRules
{
    // ASCII without capital letters and marks, which stand for themselves.
    private static readonly SearchValues<char> Unescaped = SearchValues.Create([.. Enumerable.Range(0, 128).Select(static code => (char)code).Where(static letter => letter != '!' && !char.IsAsciiLetterUpper(letter))]);

    /// <summary>Escapes a version or revision; false with the bare reason <c>disallowed version string</c>. Spec: ESC-2.</summary>
    public static bool TryEscapeVersion(string version, [NotNullWhen(true)] out string? escaped, [NotNullWhen(false)] out ParseError? error)
    {
        error = null;
        if (PathElementRules.CheckElement(version, PathKind.File) is not null || version.Contains('!', StringComparison.Ordinal))
        {
            error = new ParseError("disallowed version string");
        }
        else if (!Ascii.IsValid(version))
        {
            // A legal file name need not be ASCII, but only ASCII can be escaped; these are the go command's words.
            error = new ParseError("internal error: inconsistency in EscapePath");
        }

        escaped = error is null ? EscapeUpperCase(version) : null;
        return error is null;
    }

    /// <summary>Undoes <c>!</c> escapes of a path or version; false when malformed. Spec: ESC-3.</summary>
    /// <remarks>What comes out is not checked: see <see cref="TryUnescapePath"/> and <see cref="TryUnescapeVersion"/>.</remarks>
    public static bool TryUnescape(string escaped, [NotNullWhen(true)] out string? text)
    {
        if (!escaped.AsSpan().ContainsAnyExcept(Unescaped))
        {
            text = escaped;
            return true;
        }

        text = null;
        var plain = new StringBuilder(escaped.Length);
        for (var i = 0; i < escaped.Length; i++)
        {
            var letter = escaped[i];
            if (letter == '!')
            {
                i++;
                if (i == escaped.Length || !char.IsAsciiLetterLower(escaped[i]))
                {
                    return false;
                }

                letter = (char)(escaped[i] - 'a' + 'A');
            }
            else if (!char.IsAscii(letter) || char.IsAsciiLetterUpper(letter))
            {
                return false;
            }

            plain.Append(letter);
        }

        text = plain.ToString();
        return true;
    }

    /// <summary>Undoes the escapes of a module path and checks the path. Spec: ESC-3.</summary>
    /// <remarks>The text is <c>invalid escaped module path "x"</c>, with the reason after a colon when the path behind the escapes is at fault.</remarks>
    public static bool TryUnescapePath(string escaped, out ModulePath path, [NotNullWhen(false)] out ParseError? error)
    {
        path = default;
        var refusal = $"invalid escaped module path {GoQuoting.Quote(escaped)}";
        if (!TryUnescape(escaped, out var text))
        {
            error = new ParseError(refusal);
            return false;
        }

        if (!ModulePath.TryParse(text, out path, out error))
        {
            error = new ParseError($"{refusal}: {error.Reason}");
            return false;
        }

        return true;
    }

    /// <summary>Undoes the escapes of a version and checks that it can be a file name. Spec: ESC-3.</summary>
    public static bool TryUnescapeVersion(string escaped, [NotNullWhen(true)] out string? version, [NotNullWhen(false)] out ParseError? error)
    {
        error = null;
        if (!TryUnescape(escaped, out version))
        {
            error = new ParseError($"invalid escaped version {GoQuoting.Quote(escaped)}");
        }
        else if (PathElementRules.CheckElement(version, PathKind.File) is { } reason)
        {
            error = new ParseError($"invalid escaped version {GoQuoting.Quote(version)}: {reason}");
        }

        version = error is null ? version : null;
        return error is null && version is not null;
    }

    /// <summary>Puts <c>!</c> and the lower-case letter in the place of each upper-case one. Spec: ESC-1.</summary>
    internal static string EscapeUpperCase(string text)
    {
        var upper = text.AsSpan().IndexOfAnyInRange('A', 'Z');
        if (upper < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text.Length + 8).Append(text, 0, upper);
        foreach (var letter in text.AsSpan(upper))
        {
            if (char.IsAsciiLetterUpper(letter))
            {
                escaped.Append('!').Append(char.ToLowerInvariant(letter));
            }
            else
            {
                escaped.Append(letter);
            }
        }

        return escaped.ToString();
    }
}
