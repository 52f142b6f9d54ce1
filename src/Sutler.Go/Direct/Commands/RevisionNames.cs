namespace Sutler.Go.Direct.Commands;

/// <summary>Names of revisions as pseudo-versions and <c>.info</c> files have them.</summary>
public static class RevisionNames
{
    private const int Sha1Digits = 40;
    private const int ShortDigits = 12;

    /// <summary>The first 12 digits of a SHA-1 in hexadecimal digits; anything else as it is.</summary>
    public static string Shorten(string name) => name is { Length: Sha1Digits } && name.All(char.IsAsciiHexDigitLower) ? name[..ShortDigits] : name;

    /// <summary>A hash of which the beginning was asked for; else what was asked for.</summary>
    public static string Complete(string asked, string hash)
    {
        ArgumentNullException.ThrowIfNull(hash);
        return hash.StartsWith(asked, StringComparison.Ordinal) ? hash : asked;
    }

    /// <summary>A number as 12 digits, with zeros before.</summary>
    public static string Shorten(long number) => number.ToString("D12", System.Globalization.CultureInfo.InvariantCulture);
}
