using System.Globalization;
using System.Runtime.InteropServices;

namespace Sutler.Server.Answers;

/// <summary>The part of a file that a request wants. RFC 9110, 14.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct WantedPart(long First, long Count)
{
    /// <summary>
    /// Reads a Range header for a file of so many bytes. Null means the whole file: there is no header, it is of another unit, malformed, or
    /// names several parts. <paramref name="isOutside"/> says that nothing of the file is wanted, which is 416.
    /// </summary>
    public static WantedPart? Parse(string? header, long length, out bool isOutside)
    {
        isOutside = false;
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || header.Contains(',', StringComparison.Ordinal))
        {
            return null;
        }

        var ends = header["bytes=".Length..].Split('-');
        if (ends.Length != 2)
        {
            return null;
        }

        var (from, to) = (Number(ends[0]), Number(ends[1]));
        var isSuffix = string.IsNullOrWhiteSpace(ends[0]);
        if (isSuffix ? to is null : from is null || (to is null && !string.IsNullOrWhiteSpace(ends[1])) || to < from)
        {
            return null;
        }

        var first = isSuffix ? Math.Max(0, length - to!.Value) : from!.Value;
        var end = isSuffix || to is null ? length : Math.Min(length, to.Value + 1);
        isOutside = first >= length || end <= first;
        return isOutside ? null : new WantedPart(first, end - first);
    }

    // So many digits that any file's length fits, and no sum of two overflows.
    private static long? Number(string text) =>
        text.Length is > 0 and <= 18 && long.TryParse(text.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
