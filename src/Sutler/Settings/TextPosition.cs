using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Sutler.Settings;

/// <summary>A place in a text file: line and column, in UTF-16 units as editors count, both from 1.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct TextPosition(int Line, int Column)
{
    /// <summary>The place of a byte of UTF-8 text.</summary>
    public static TextPosition At(ReadOnlySpan<byte> text, long offset)
    {
        var before = text[..(int)Math.Clamp(offset, 0, text.Length)];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        return new TextPosition(before.Count((byte)'\n') + 1, Encoding.UTF8.GetCharCount(before[lineStart..]) + 1);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Line}:{Column}");
}
