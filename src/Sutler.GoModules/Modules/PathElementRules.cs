using System.Buffers;
using System.Text;

namespace Sutler.GoModules.Modules;

/// <summary>What is common to all paths, and the rules of one element between slashes. Spec: PATH-1 to PATH-3, PATH-5, PATH-6, PATH-10.</summary>
internal static class PathElementRules
{
    private const string LettersAndDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

    private static readonly SearchValues<char> ModuleCharacters = SearchValues.Create(LettersAndDigits + "-._~");

    private static readonly SearchValues<char> ImportCharacters = SearchValues.Create(LettersAndDigits + "-._~+");

    /// <summary>The ASCII ones: shells and Windows forbid the others.</summary>
    private static readonly SearchValues<char> FileCharacters = SearchValues.Create(LettersAndDigits + "!#$%&()+,-.=@[]^_{}~ ");

    private static readonly SearchValues<string> WindowsDevices = SearchValues.Create(
        [
            "CON", "PRN", "AUX", "NUL",
            "COM1", "COM2", "COM3", "COM4", "COM5", "COM6", "COM7", "COM8", "COM9",
            "LPT1", "LPT2", "LPT3", "LPT4", "LPT5", "LPT6", "LPT7", "LPT8", "LPT9",
        ],
        StringComparison.OrdinalIgnoreCase);

    /// <summary>Null, or the reason without the path.</summary>
    public static string? CheckPath(string path, PathKind kind)
    {
        if (!IsWellFormed(path))
        {
            return "invalid UTF-8";
        }

        if (path.Length == 0)
        {
            return "empty string";
        }

        if (path[0] == '-' && kind != PathKind.File)
        {
            return "leading dash";
        }

        if (path.Contains("//", StringComparison.Ordinal))
        {
            return "double slash";
        }

        return path[^1] == '/' ? "trailing slash" : CheckElements(path, kind);
    }

    /// <summary>Null, or the reason why <paramref name="element"/> may not stand between slashes.</summary>
    public static string? CheckElement(ReadOnlySpan<char> element, PathKind kind)
    {
        if (element.IsEmpty)
        {
            return "empty path element";
        }

        if (!element.ContainsAnyExcept('.'))
        {
            return $"invalid path element {GoQuoting.Quote(element)}";
        }

        if (element[0] == '.' && kind == PathKind.Module)
        {
            return "leading dot in path element";
        }

        if (element[^1] == '.')
        {
            return "trailing dot in path element";
        }

        return CheckCharacters(element, kind) ?? CheckForWindows(element, kind);
    }

    private static string? CheckElements(string path, PathKind kind)
    {
        foreach (var range in path.AsSpan().Split('/'))
        {
            if (CheckElement(path.AsSpan()[range], kind) is { } reason)
            {
                return reason;
            }
        }

        return null;
    }

    private static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var surrogate = text.IndexOfAnyInRange('\ud800', '\udfff');
            if (surrogate < 0)
            {
                return true;
            }

            text = text[surrogate..];
            if (text.Length < 2 || !char.IsSurrogatePair(text[0], text[1]))
            {
                return false;
            }

            text = text[2..];
        }

        return true;
    }

    private static string? CheckCharacters(ReadOnlySpan<char> element, PathKind kind)
    {
        var allowed = kind switch
        {
            PathKind.Module => ModuleCharacters,
            PathKind.Import => ImportCharacters,
            _ => FileCharacters,
        };
        if (!element.ContainsAnyExcept(allowed))
        {
            return null;
        }

        foreach (var rune in element.EnumerateRunes())
        {
            var isAllowed = rune.IsAscii ? allowed.Contains((char)rune.Value) : kind == PathKind.File && GoUnicode.IsLetter(rune);
            if (!isAllowed)
            {
                return $"invalid char {GoQuoting.QuoteRune(rune)}";
            }
        }

        return null;
    }

    private static string? CheckForWindows(ReadOnlySpan<char> element, PathKind kind)
    {
        var dot = element.IndexOf('.');
        var name = dot < 0 ? element : element[..dot];
        if (WindowsDevices.Contains(name.ToString()))
        {
            return $"{GoQuoting.Quote(name)} disallowed as path element component on Windows";
        }

        var tilde = kind == PathKind.File ? -1 : name.LastIndexOf('~');
        return tilde >= 0 && tilde < name.Length - 1 && DecimalText.IsNumber(name[(tilde + 1)..])
            ? "trailing tilde and digits in path element"
            : null;
    }
}
