using System.Buffers;

namespace Sutler.Go.Direct.Git;

/// <summary>Commit hashes and beginnings of them. Spec: GIT-6.</summary>
internal static class GitHash
{
    /// <summary>The fewest digits that are taken for a hash; git prints so many.</summary>
    public const int MinDigits = 7;

    private const int ShortDigits = 12;
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    /// <summary>Whether all are lower-case hexadecimal digits.</summary>
    public static bool IsHex(string text) => !text.AsSpan().ContainsAnyExcept(Digits);

    /// <summary>Whether it may be a hash or the beginning of one of at most <paramref name="longest"/> digits.</summary>
    public static bool IsPrefix(string text, int longest) => text.Length >= MinDigits && text.Length <= longest && IsHex(text);

    /// <summary>Whether it is a complete hash.</summary>
    public static bool IsComplete(string text) => text.Length is 40 or 64 && IsHex(text);

    /// <summary>The beginning that pseudo-versions have.</summary>
    public static string Shorten(string hash) => IsComplete(hash) ? hash[..ShortDigits] : hash;
}
