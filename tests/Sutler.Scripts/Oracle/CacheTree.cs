using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Sutler.Scripts.Oracle;

/// <summary>Names, modes and contents of a module cache, without what may differ: locks, temporaries and our own files.</summary>
public static partial class CacheTree
{
    /// <summary>One line for each entry, in ordinal order: mode, kind, digest, name.</summary>
    /// <remarks>
    /// Where zips are <paramref name="made"/> rather than fetched, of a zip counts what is in it, not how it was packed, and of the
    /// directories of version control that they are there. An <c>.info</c> counts without the reference that led to its commit: one that is
    /// reached in several ways has the one or the other, as the go command too was asked before it.
    /// </remarks>
    public static IReadOnlyList<string> Read(string cache, bool made = false)
    {
        var lines = new List<string>();
        if (Directory.Exists(cache))
        {
            Walk(new DirectoryInfo(cache), "", made, lines);
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>The differences between two trees as text, empty when they are equal.</summary>
    public static string Difference(string go, string sutler, bool made = false)
    {
        var (theirs, ours) = (Read(go, made), Read(sutler, made));
        var missing = theirs.Except(ours, StringComparer.Ordinal).Select(l => "only go:     " + l);
        var extra = ours.Except(theirs, StringComparer.Ordinal).Select(l => "only sutler: " + l);
        return string.Join('\n', missing.Concat(extra).OrderBy(l => l[(l.LastIndexOf(' ') + 1)..], StringComparer.Ordinal).Take(40));
    }

    private static void Walk(DirectoryInfo directory, string prefix, bool made, List<string> lines)
    {
        foreach (var entry in directory.EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0 }))
        {
            var name = prefix + entry.Name;
            if (name is "cache/sutler" or "cache/lock" || name.EndsWith(".lock", StringComparison.Ordinal) || name.EndsWith(".tmp", StringComparison.Ordinal))
            {
                continue;
            }

            var mode = Convert.ToString((int)entry.UnixFileMode, 8);
            if (entry is DirectoryInfo { LinkTarget: null } below)
            {
                lines.Add($"{mode} d - {name}");
                if (!made || prefix != "cache/vcs/")
                {
                    Walk(below, name + "/", made, lines);
                }
            }
            else
            {
                lines.Add($"{mode} f {Digest(made ? Meaning(entry.FullName) : File.ReadAllBytes(entry.FullName))} {name}");
            }
        }
    }

    private static string Digest(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes))[..16];

    private static byte[] Meaning(string file) => Path.GetExtension(file) switch
    {
        ".zip" => Listing(file),
        ".info" => Encoding.UTF8.GetBytes(Reference().Replace(File.ReadAllText(file), "")),
        _ => File.ReadAllBytes(file),
    };

    [GeneratedRegex(",?\"Ref\":\"[^\"]*\"")]
    private static partial Regex Reference();

    // The order of the entries too; times and modes mean nothing in a module zip.
    private static byte[] Listing(string zip)
    {
        using var archive = ZipFile.OpenRead(zip);
        return Encoding.UTF8.GetBytes(string.Concat(archive.Entries.Select(entry =>
            $"{entry.FullName} {entry.Length} {entry.Crc32:x8}\n")));
    }
}
