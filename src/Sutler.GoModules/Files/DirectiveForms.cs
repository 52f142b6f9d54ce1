namespace Sutler.GoModules.Files;

/// <summary>The forms of single words in go.mod and go.work.</summary>
internal static class DirectiveForms
{
    /// <summary>Whether the text is <c>1.23</c>, <c>1.23.0</c> or <c>1.23rc1</c>. Spec: GOMOD-4.</summary>
    public static bool IsGoVersion(string text)
    {
        int at = SkipMajorMinor(text, 0);
        if (at < 0)
        {
            return false;
        }

        if (at < text.Length && text[at] == '.')
        {
            at = SkipNumber(text, at + 1);
            if (at < 0)
            {
                return false;
            }
        }

        ReadOnlySpan<char> kind = text.AsSpan(at);
        ReadOnlySpan<char> number = kind[CountLeading(kind, char.IsAsciiLetterLower)..];
        return kind.IsEmpty || (number.Length < kind.Length && number.Length > 0 && CountLeading(number, char.IsAsciiDigit) == number.Length);
    }

    /// <summary>The <c>1.2</c> that a dependency's odd go line such as <c>v1.2.x</c> means, or null. Spec: GOMOD-4.</summary>
    public static string? LaxGoVersion(string text)
    {
        int start = text.StartsWith('v') ? 1 : 0;
        int end = SkipMajorMinor(text, start);
        return end >= 0 && end < text.Length && !char.IsAsciiDigit(text[end]) && !text.Contains('\n', StringComparison.Ordinal)
            ? text[start..end]
            : null;
    }

    /// <summary>Whether the text is <c>default</c>, <c>go1</c> or begins with <c>go1.</c>. Spec: GOMOD-5.</summary>
    public static bool IsToolchain(string text) =>
        text is "default" or "go1" || text.StartsWith("go1.", StringComparison.Ordinal);

    /// <summary>Whether the target of a replacement is a directory, on any system. Spec: GOMOD-8.</summary>
    public static bool IsDirectoryPath(string path) =>
        path is "." or ".." || path.StartsWith('/') || path.StartsWith('\\')
        || StartsWithElement(path, ".") || StartsWithElement(path, "..")
        || (path.Length >= 2 && char.IsAsciiLetter(path[0]) && path[1] == ':');

    private static bool StartsWithElement(string path, string element) =>
        path.StartsWith(element, StringComparison.Ordinal) && path.Length > element.Length && path[element.Length] is '/' or '\\';

    private static int SkipMajorMinor(string text, int at)
    {
        int major = SkipNumber(text, at);
        return major < 0 || text[at] == '0' || major == text.Length || text[major] != '.' ? -1 : SkipNumber(text, major + 1);
    }

    // A number has no leading zero: of "01" only the zero is taken.
    private static int SkipNumber(string text, int at)
    {
        int digits = CountLeading(text.AsSpan(at), char.IsAsciiDigit);
        return digits == 0 ? -1 : at + (text[at] == '0' ? 1 : digits);
    }

    private static int CountLeading(ReadOnlySpan<char> text, Func<char, bool> matches)
    {
        int count = 0;
        while (count < text.Length && matches(text[count]))
        {
            count++;
        }

        return count;
    }
}
