using System.Text;
using System.Text.Unicode;

namespace Sutler.GoModules.Files;

/// <summary>Text as Go holds it: bytes that are mostly, but not necessarily, UTF-8.</summary>
/// <remarks>
/// The go command keeps invalid bytes of a go.mod as they are. Here each invalid byte 0xNN becomes the lone surrogate
/// U+DCNN, which no valid UTF-8 can give, so that <see cref="Encode"/> always restores the file's own bytes.
/// </remarks>
internal static class GoText
{
    private const int EscapeBase = 0xDC00;

    /// <summary>Decodes UTF-8, a byte order mark included, with invalid bytes escaped one by one.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (bytes.Length > 0)
        {
            if (Rune.DecodeFromUtf8(bytes, out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
                bytes = bytes[length..];
            }
            else
            {
                text.Append((char)(EscapeBase + bytes[0]));
                bytes = bytes[1..];
            }
        }

        return text.ToString();
    }

    /// <summary>The inverse of <see cref="Decode"/>.</summary>
    public static byte[] Encode(string text)
    {
        if (!HasEscape(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        var bytes = new List<byte>(text.Length);
        Span<byte> buffer = stackalloc byte[4];
        for (int i = 0; i < text.Length;)
        {
            if (Rune.DecodeFromUtf16(text.AsSpan(i), out Rune rune, out int length) == System.Buffers.OperationStatus.Done)
            {
                bytes.AddRange(buffer[..rune.EncodeToUtf8(buffer)]);
                i += length;
            }
            else
            {
                bytes.Add((byte)(text[i] - EscapeBase));
                i++;
            }
        }

        return [.. bytes];
    }

    /// <summary>The number of runes Go counts: a surrogate pair is one, an escaped byte is one.</summary>
    public static int CountRunes(ReadOnlySpan<char> text)
    {
        int pairs = 0;
        foreach (char c in text)
        {
            pairs += char.IsHighSurrogate(c) ? 1 : 0;
        }

        return text.Length - pairs;
    }

    /// <summary>The rune at the start of <paramref name="text"/>; an escaped byte reads as U+FFFD, as in Go.</summary>
    public static Rune FirstRune(ReadOnlySpan<char> text, out int length)
    {
        Rune.DecodeFromUtf16(text, out Rune rune, out length);
        return rune;
    }

    /// <summary>Go's <c>%q</c>, with invalid bytes as <c>\x</c> escapes.</summary>
    public static string Quote(string text) =>
        HasEscape(text) ? GoQuoting.QuoteUtf8(Encode(text)) : GoQuoting.Quote(text);

    private static bool HasEscape(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]))
            {
                i++;
            }
            else if (char.IsLowSurrogate(text[i]))
            {
                return true;
            }
        }

        return false;
    }
}
