using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Sutler.TestKit.Scripts;

namespace Sutler.TestKit.Serving;

/// <summary>One module version of a test world, written as a text archive <c>path@version</c>.</summary>
/// <remarks>
/// Sections <c>.info</c> and <c>.mod</c> are served as they are; every other section becomes the zip entry
/// <c>path@version/section</c>, or, when its name starts with <c>/</c>, the entry of that very name (for zips
/// that break the rules). A fixture without <c>.info</c> is named by the version list but not served.
/// </remarks>
public sealed class ModuleFixture
{
    private readonly Lazy<byte[]> _zip;

    /// <summary>Takes the parsed archive of one version.</summary>
    public ModuleFixture(string path, string version, Txtar archive)
    {
        (Path, Version, Archive) = (path, version, archive);
        _zip = new Lazy<byte[]>(BuildZip);
    }

    /// <summary>The unescaped module path.</summary>
    public string Path { get; }

    /// <summary>The unescaped version.</summary>
    public string Version { get; }

    /// <summary>The sections as written.</summary>
    public Txtar Archive { get; }

    /// <summary>The <c>.info</c> answer, or null when the version is named but not served.</summary>
    public byte[]? Info => Archive.Find(".info");

    /// <summary>The <c>.mod</c> answer.</summary>
    public byte[]? Mod => Archive.Find(".mod");

    /// <summary>The module zip.</summary>
    public byte[] Zip => _zip.Value;

    /// <summary>The abbreviated commit that resolves to this version (key <c>Short</c> of .info), or null.</summary>
    public string? Short
    {
        get
        {
            if (Info is null || Info.AsSpan().IndexOf("Short"u8) < 0)
            {
                return null;
            }

            using var document = JsonDocument.Parse(Info);
            return document.RootElement.TryGetProperty(nameof(Short), out var value) ? value.GetString() : null;
        }
    }

    /// <summary>The two go.sum lines of this version, each ending in a newline.</summary>
    public string GoSumLines => $"{Path} {Version} {TestH1.Of(Entries())}\n{Path} {Version}/go.mod {TestH1.Of([("go.mod", Mod ?? [])])}\n";

    /// <summary>Upper-case letters become <c>!</c> and the lower-case letter.</summary>
    public static string Escape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            escaped.Append(char.IsAsciiLetterUpper(c) ? $"!{char.ToLowerInvariant(c)}" : c.ToString());
        }

        return escaped.ToString();
    }

    /// <summary>The inverse of <see cref="Escape"/>.</summary>
    public static string Unescape(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var plain = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            plain.Append(text[i] == '!' && i + 1 < text.Length ? char.ToUpperInvariant(text[++i]) : text[i]);
        }

        return plain.ToString();
    }

    private IEnumerable<(string Name, byte[] Data)> Entries() =>
        from file in Archive.Files
        where file.Name is not (".info" or ".mod" or ".zip")
        select (file.Name.StartsWith('/') ? file.Name[1..] : $"{Path}@{Version}/{file.Name}", file.Data);

    private byte[] BuildZip()
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, data) in Entries())
            {
                var entry = zip.CreateEntry(name, CompressionLevel.SmallestSize);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var stream = entry.Open();
                stream.Write(data);
            }
        }

        return bytes.ToArray();
    }
}

/// <summary>The h1 hash computed apart from the product, so that tests do not agree by sharing a mistake.</summary>
public static class TestH1
{
    /// <summary>The <c>h1:</c> text over named contents.</summary>
    public static string Of(IEnumerable<(string Name, byte[] Data)> files)
    {
        var lines = files
            .Select(f => (Key: Encoding.UTF8.GetBytes(f.Name), f.Name, f.Data))
            .OrderBy(f => f.Key, Comparer<byte[]>.Create((a, b) => a.AsSpan().SequenceCompareTo(b)))
            .Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Data))}  {f.Name}\n");
        return "h1:" + Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(string.Concat(lines))));
    }
}
