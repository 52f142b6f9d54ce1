using System.Text.Unicode;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>What notes and records have in common as text.</summary>
internal static class LogText
{
    /// <summary>Valid UTF-8 without control characters below U+0020 other than LF. Spec: NOTE-5, TLOG-12.</summary>
    public static bool IsClean(ReadOnlySpan<byte> text)
    {
        foreach (var value in text)
        {
            if (value < 0x20 && value != '\n')
            {
                return false;
            }
        }

        return Utf8.IsValid(text);
    }
}
