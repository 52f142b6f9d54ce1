using System.Buffers;

namespace Sutler.Output;

/// <summary>A JSON string as Go's encoding/json writes it, safe inside HTML. Spec: JSON-2.</summary>
internal static class GoJsonText
{
    private static readonly SearchValues<char> Special = SearchValues.Create(
        [.. Enumerable.Range(0, 0x20).Select(c => (char)c), '"', '\\', '<', '>', '&', '\u2028', '\u2029', .. Enumerable.Range(0xD800, 0x800).Select(c => (char)c)]);

    /// <summary>Writes <paramref name="text"/> with its quotes; a lone surrogate is written as the replacement character's escape.</summary>
    public static void Write(TextWriter output, string text)
    {
        output.Write('"');
        var rest = text.AsSpan();
        while (!rest.IsEmpty)
        {
            var special = rest.IndexOfAny(Special);
            if (special < 0)
            {
                output.Write(rest);
                break;
            }

            output.Write(rest[..special]);
            rest = rest[special..];
            if (char.IsHighSurrogate(rest[0]) && rest.Length > 1 && char.IsLowSurrogate(rest[1]))
            {
                output.Write(rest[..2]);
                rest = rest[2..];
                continue;
            }

            WriteEscape(output, rest[0]);
            rest = rest[1..];
        }

        output.Write('"');
    }

    private static void WriteEscape(TextWriter output, char c)
    {
        switch (c)
        {
            case '"' or '\\':
                output.Write('\\');
                output.Write(c);
                break;
            case '\n':
                output.Write("\\n");
                break;
            case '\r':
                output.Write("\\r");
                break;
            case '\t':
                output.Write("\\t");
                break;
            case '\b':
                output.Write("\\b");
                break;
            case '\f':
                output.Write("\\f");
                break;
            default:
                output.Write($"\\u{(char.IsSurrogate(c) ? 0xFFFD : c):x4}");
                break;
        }
    }
}
