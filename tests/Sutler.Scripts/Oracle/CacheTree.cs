using System.Security.Cryptography;

namespace Sutler.Scripts.Oracle;

/// <summary>Names, modes and contents of a module cache, without what may differ: locks, temporaries and our own files.</summary>
public static class CacheTree
{
    /// <summary>One line for each entry, in ordinal order: mode, kind, digest, name.</summary>
    public static IReadOnlyList<string> Read(string cache)
    {
        var lines = new List<string>();
        if (Directory.Exists(cache))
        {
            Walk(new DirectoryInfo(cache), "", lines);
        }

        lines.Sort(StringComparer.Ordinal);
        return lines;
    }

    /// <summary>The differences between two trees as text, empty when they are equal.</summary>
    public static string Difference(string go, string sutler)
    {
        var (theirs, ours) = (Read(go), Read(sutler));
        var missing = theirs.Except(ours, StringComparer.Ordinal).Select(l => "only go:     " + l);
        var extra = ours.Except(theirs, StringComparer.Ordinal).Select(l => "only sutler: " + l);
        return string.Join('\n', missing.Concat(extra).OrderBy(l => l[(l.LastIndexOf(' ') + 1)..], StringComparer.Ordinal).Take(40));
    }

    private static void Walk(DirectoryInfo directory, string prefix, List<string> lines)
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
                Walk(below, name + "/", lines);
            }
            else
            {
                lines.Add($"{mode} f {Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(entry.FullName)))[..16]} {name}");
            }
        }
    }
}
