namespace Sutler.Progress;

/// <summary>How much of a terminal's row a text takes. Rather too much than too little: what has no room is cut off.</summary>
/// <remarks>For text without control characters and surrogates, as <see cref="ProgressText.Safe"/> gives it.</remarks>
internal static class Columns
{
    private const string Ellipsis = "...";

    /// <summary>From here on (Hangul Jamo) a character may be two columns wide.</summary>
    private const char FirstWide = '\u1100';

    /// <summary>Columns of the whole text.</summary>
    public static int Of(string text) => text.Sum(Of);

    /// <summary>The text, its end cut off behind <paramref name="width"/> columns.</summary>
    public static string Crop(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var mark = width > Ellipsis.Length ? Ellipsis : "";
        var (used, end) = (mark.Length, 0);
        while (end < text.Length && used + Of(text[end]) <= width)
        {
            used += Of(text[end++]);
        }

        return text[..end] + mark;
    }

    /// <summary>The text, its beginning cut off: the end of a name tells more.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="width">Columns, at least four.</param>
    public static string FromEnd(string text, int width)
    {
        if (Of(text) <= width)
        {
            return text;
        }

        var start = text.Length;
        var used = Ellipsis.Length;
        while (start > 0 && used + Of(text[start - 1]) <= width)
        {
            used += Of(text[--start]);
        }

        return Ellipsis + text[start..];
    }

    /// <summary><see cref="FromEnd"/>, filled up with blanks.</summary>
    public static string Fit(string text, int width)
    {
        var fitting = FromEnd(text, width);
        return fitting + new string(' ', width - Of(fitting));
    }

    private static int Of(char character) => character < FirstWide ? 1 : 2;
}
