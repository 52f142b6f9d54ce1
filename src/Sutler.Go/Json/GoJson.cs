using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sutler.Errors;

namespace Sutler.Go.Json;

/// <summary>JSON as Go's encoding/json reads and writes it: its tolerance, its escapes and its error texts.</summary>
/// <remarks>
/// System.Text.Json refuses bad UTF-8 and half surrogates, which Go replaces, and its messages are others; users search for
/// <c>invalid character '&lt;' looking for beginning of value</c>, the mark of a proxy that answers with a web page.
/// Nesting below <see cref="MaxDepth"/> is refused. Spec: INFO-1, CACHE-2, JSON-2, REUSE-1.
/// </remarks>
public static class GoJson
{
    /// <summary>Deepest nesting accepted; Go takes 10,000, but no file of its kind nests deeper than three.</summary>
    public const int MaxDepth = 500;

    /// <summary>Parses a text that is one value, or gives Go's reason why it is none.</summary>
    public static bool TryParse(ReadOnlySpan<byte> data, [NotNullWhen(true)] out GoJsonValue? value, [NotNullWhen(false)] out ParseError? error)
    {
        var parser = new GoJsonParser(data, 0);
        value = parser.Document();
        error = parser.Error;
        return error is null;
    }

    /// <summary>
    /// Parses the next value of a stream of values and moves <paramref name="offset"/> behind it. At the end of the stream it is
    /// true with a <paramref name="value"/> of null. A stream cut short gives Go's <c>unexpected EOF</c>.
    /// </summary>
    public static bool TryParseNext(ReadOnlySpan<byte> data, ref int offset, out GoJsonValue? value, [NotNullWhen(false)] out ParseError? error)
    {
        var parser = new GoJsonParser(data, offset);
        value = parser.Next();
        error = parser.Error?.Reason == GoJsonParser.EndOfInput ? new ParseError("unexpected EOF") : parser.Error;
        offset = parser.Position;
        return error is null;
    }

    /// <summary>Whether Go's decoder stores a member with this key in the field of this name: the cases of letters do not matter.</summary>
    public static bool KeyMatches(string key, string field) =>
        string.Equals(Fold(key), Fold(field), StringComparison.OrdinalIgnoreCase);

    /// <summary>Appends <paramref name="text"/> as a JSON string with the escapes of Go's encoder. Spec: JSON-2.</summary>
    public static void AppendString(StringBuilder output, string text)
    {
        _ = output.Append('"');
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsSurrogatePair(text, i))
            {
                _ = output.Append(text, i++, 2);
            }
            else
            {
                AppendCharacter(output, text[i]);
            }
        }

        _ = output.Append('"');
    }

    private static void AppendCharacter(StringBuilder output, char c) => _ = c switch
    {
        '"' => output.Append("\\\""),
        '\\' => output.Append("\\\\"),
        '\b' => output.Append("\\b"),
        '\f' => output.Append("\\f"),
        '\n' => output.Append("\\n"),
        '\r' => output.Append("\\r"),
        '\t' => output.Append("\\t"),
        < ' ' or '<' or '>' or '&' or '\u2028' or '\u2029' => output.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
        _ when char.IsSurrogate(c) => output.Append("\\ufffd"),
        _ => output.Append(c),
    };

    /// <summary>The two letters outside ASCII that Unicode counts as cases of ASCII ones.</summary>
    private static string Fold(string key) => key.Replace('\u017f', 's').Replace('\u212a', 'k');
}
