using System.Text;
using System.Text.Unicode;

namespace Sutler.Go.Direct.Programs;

/// <summary>Names in what programs say, which should be UTF-8 and need not be.</summary>
/// <remarks>Each byte that is not part of a character becomes one of U+DC80 to U+DCFF, so that nothing is lost and no two names become equal.</remarks>
internal static class ProgramText
{
    private const char FirstByte = '\udc80';
    private const char LastByte = '\udcff';

    /// <summary>The text of bytes.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == System.Buffers.OperationStatus.Done)
            {
                text.Append(rune.ToString());
            }
            else
            {
                length = 1;
                text.Append((char)(FirstByte + (bytes[0] - 0x80)));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>The bytes that <see cref="Decode"/> made the text of.</summary>
    public static byte[] Encode(string text)
    {
        if (IsExpressible(text))
        {
            return Encoding.UTF8.GetBytes(text);
        }

        using var bytes = new MemoryStream(text.Length + 8);
        for (var i = 0; i < text.Length;)
        {
            var length = 1;
            if (text[i] is >= FirstByte and <= LastByte)
            {
                bytes.WriteByte((byte)(text[i] - FirstByte + 0x80));
            }
            else
            {
                length = char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]) ? 2 : 1;
                bytes.Write(Encoding.UTF8.GetBytes(text.Substring(i, length)));
            }

            i += length;
        }

        return bytes.ToArray();
    }

    /// <summary>Whether the text can be an argument of a program: .NET passes arguments on as UTF-8.</summary>
    public static bool IsExpressible(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
