using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.GoModules;

/// <summary>Words between blanks, each optionally in '' or "" without escapes: how Go writes flags and commands into variables.</summary>
public static class QuotedWords
{
    /// <summary>The words, or why there are none: a quote without end. A quote inside a word is a character like any other.</summary>
    public static bool TrySplit(string text, [NotNullWhen(true)] out IReadOnlyList<string>? words, [NotNullWhen(false)] out ParseError? error)
    {
        var found = new List<string>();
        (words, error) = (found, null);
        var at = 0;
        while (true)
        {
            while (at < text.Length && IsBlank(text[at]))
            {
                at++;
            }

            if (at == text.Length)
            {
                return true;
            }

            var quote = text[at] is '\'' or '"' ? text[at++] : '\0';
            var end = at;
            while (end < text.Length && !(quote == '\0' ? IsBlank(text[end]) : text[end] == quote))
            {
                end++;
            }

            if (quote != '\0' && end == text.Length)
            {
                (words, error) = (null, new ParseError($"unterminated {quote} string"));
                return false;
            }

            found.Add(text[at..end]);
            at = quote == '\0' ? end : end + 1;
        }
    }

    private static bool IsBlank(char c) => c is ' ' or '\t' or '\n' or '\r';
}
