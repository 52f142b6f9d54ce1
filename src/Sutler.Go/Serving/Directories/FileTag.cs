using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Sutler.Go.Serving.Directories;

/// <summary>The strong validator of a file that nobody has read yet. Pure.</summary>
/// <remarks>
/// An h1 says what a zip contains, not which bytes it is made of, so by itself it is no strong validator: a client would join halves of two
/// packings of one module. Length, time of writing and h1 together are one: files of a module never change but by being replaced.
/// </remarks>
internal static class FileTag
{
    private const int TagBytes = 16;

    /// <summary>The tag, without quotes.</summary>
    internal static string Of(long length, DateTime modified, string fingerprint)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"{length} {modified.Ticks} {fingerprint}");
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, TagBytes));
    }
}
