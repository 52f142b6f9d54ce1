using System.Text;
using Sutler.GoModules;

namespace Sutler.Go.Queries;

/// <summary>Texts that strangers wrote into their go.mod, made fit for one line of a terminal.</summary>
public static class ShortMessage
{
    /// <summary>The first line; <paramref name="otherwise"/> when it is blank, and a fixed text when it is too long or not printable.</summary>
    public static string Of(string message, string otherwise)
    {
        var newline = message.IndexOf('\n', StringComparison.Ordinal);
        var line = (newline < 0 ? message : message[..newline]).Trim();
        if (line.Length == 0)
        {
            return otherwise;
        }

        if (Encoding.UTF8.GetByteCount(line) > 500)
        {
            return "(message omitted: too long)";
        }

        return line.EnumerateRunes().All(rune => GoUnicode.IsPrint(rune) || Rune.IsWhiteSpace(rune))
            ? line
            : "(message omitted: contains non-printable characters)";
    }
}
