using System.Globalization;
using System.Net.Http.Headers;
using System.Text;

namespace Sutler.Go.Sources;

/// <summary>What of a server's error page is worth showing: plain text only, little of it, nothing that could steer a terminal. Spec: ERR-1, ERR-2.</summary>
public static class ServerResponse
{
    /// <summary>How much of a body is looked at, in bytes.</summary>
    public const int MaxBytesRead = 32 * 1024;

    private const int MaxLines = 8;
    private const int MaxBytes = MaxLines * 81;
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Whether the header says plain text in UTF-8 or a subset of it.</summary>
    public static bool IsPlainText(string contentType)
    {
        var mediaType = contentType.Split(';')[0].Trim();
        var charset = MediaTypeHeaderValue.TryParse(contentType, out var parsed) ? parsed.CharSet?.Trim('"') ?? "" : "";
        return mediaType.Equals("text/plain", StringComparison.OrdinalIgnoreCase)
            && charset.ToLowerInvariant() is "" or "utf-8" or "us-ascii";
    }

    /// <summary>
    /// The detail as it follows <c>server response:</c>, lines joined by <c>\n\t</c>; empty for a body that is not printable UTF-8 or
    /// begins with a blank line.
    /// </summary>
    public static string Render(ReadOnlySpan<byte> body)
    {
        if (!TryDecode(body, out var text) || !text.EnumerateRunes().All(IsShown))
        {
            return "";
        }
        var detail = new StringBuilder();
        var bytes = 0;
        foreach (var (index, line) in text.Split('\n').Index())
        {
            if (string.IsNullOrWhiteSpace(line))
            {
                break;
            }
            if (index > 0)
            {
                detail.Append("\n\t");
                bytes += 2;
            }
            if (index >= MaxLines)
            {
                detail.Append("[Truncated: too many lines.]");
                break;
            }
            bytes += Encoding.UTF8.GetByteCount(line);
            if (bytes > MaxBytes)
            {
                detail.Append("[Truncated: too long.]");
                break;
            }
            detail.Append(line);
        }
        return detail.ToString();
    }

    private static bool TryDecode(ReadOnlySpan<byte> body, out string text)
    {
        // Reading stops at a number of bytes, perhaps inside a character.
        for (var cut = 0; cut <= (body.Length >= MaxBytesRead ? 3 : 0); cut++)
        {
            try
            {
                text = StrictUtf8.GetString(body[..^cut]);
                return true;
            }
            catch (DecoderFallbackException)
            {
                // Perhaps the last character is incomplete.
            }
        }
        text = "";
        return false;
    }

    // Go's unicode.IsGraphic or unicode.IsSpace.
    private static bool IsShown(Rune rune) => Rune.IsWhiteSpace(rune) || Rune.GetUnicodeCategory(rune) is not (
        UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse
        or UnicodeCategory.OtherNotAssigned or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
