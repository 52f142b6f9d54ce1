using Sutler.Go.Cache;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Verify;

/// <summary>Compares an extracted tree with the zip it came from, name by name. Pure.</summary>
/// <param name="tree">The tree's path, for findings.</param>
/// <param name="scan">What is in it.</param>
internal sealed class TreeComparison(string tree, TreeScan scan)
{
    /// <summary>So many differences of one tree are told; the rest is a number.</summary>
    public const int MostFindings = 50;

    /// <summary>What differs from a legal zip in content and kind, sorted by path; entries that cannot be unpacked are passed over.</summary>
    public IReadOnlyList<Finding> WithZip(ModuleZip zip)
    {
        var there = scan.Entries.ToDictionary(entry => entry.Path, StringComparer.Ordinal);
        if (zip.Layout is not { } layout)
        {
            return [];
        }

        var directories = layout.Directories.ToHashSet(StringComparer.Ordinal);
        var files = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var (index, file) in layout.Files.Index())
        {
            if (file is not null)
            {
                files[file] = index;
            }
        }

        var findings = new SortedDictionary<string, Finding>(StringComparer.Ordinal);
        foreach (var (path, index) in files)
        {
            if (FileDifference(path, there.GetValueOrDefault(path), zip.Directory.Entries[index], zip.Inspection.DigestOf(index)) is { } finding)
            {
                findings[path] = finding;
            }
        }

        foreach (var entry in scan.Entries.Where(entry => !files.ContainsKey(entry.Path) && !findings.ContainsKey(entry.Path)))
        {
            if (OtherDifference(entry, directories.Contains(entry.Path)) is { } finding)
            {
                findings[entry.Path] = finding;
            }
        }

        return [.. findings.Values];
    }

    /// <summary>What is wrong whatever the zip says: what cannot be read, links and pipes, directories with nothing in them. Spec: CACHE-11.</summary>
    public IReadOnlyList<Finding> Alone()
    {
        var parents = scan.Entries.Select(entry => entry.Path[..Math.Max(0, entry.Path.LastIndexOf('/'))]).ToHashSet(StringComparer.Ordinal);
        List<Finding> findings = [];
        foreach (var entry in scan.Entries)
        {
            if (entry.Failure.Length > 0)
            {
                findings.Add(Unreadable(entry));
            }
            else if (entry.Status.Kind is not (FileKind.Regular or FileKind.Directory))
            {
                findings.Add(OfKind(entry, "file"));
            }
            else if (entry.Status.Kind == FileKind.Directory && !parents.Contains(entry.Path))
            {
                findings.Add(Added(entry, "empty directory"));
            }
        }

        return findings;
    }

    /// <summary>
    /// Modes that extraction gives to nothing: files that may be written to or executed; a directory that may be written to where the tree
    /// as a whole may not. With <c>-modcacherw</c> all directories may. Spec: CACHE-10.
    /// </summary>
    public IReadOnlyList<Finding> Modes(FileStatus root)
    {
        const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        var findings = scan.Entries
            .Where(entry => entry.Status.Kind switch
            {
                FileKind.Regular => (entry.Status.Mode & ~Read) != UnixFileMode.None,
                FileKind.Directory => (root.Mode & Write) == UnixFileMode.None && (entry.Status.Mode & Write) != UnixFileMode.None,
                _ => false,
            })
            .Select(entry => OfMode(entry.Path, entry.Status.Mode, entry.Status.Kind == FileKind.Regular ? "at most 0444" : "no write bits, as the tree"))
            .ToList();
        var isRootAlone = (root.Mode & Write) != UnixFileMode.None && scan.Entries.Any(entry => entry.Status is { Kind: FileKind.Directory } status && (status.Mode & Write) == UnixFileMode.None);
        return isRootAlone ? [OfMode("", root.Mode, "no write bits, as directories below"), .. findings] : findings;
    }

    private Finding? FileDifference(string path, TreeEntry? found, ZipEntry expected, ReadOnlySpan<byte> digest)
    {
        if (found is null)
        {
            return new Finding { Kind = FindingKind.TreeFileMissing, File = tree, Entry = path, Expected = "file", ExpectedFrom = "zip", Found = "nothing" };
        }

        if (found.Failure.Length > 0)
        {
            return Unreadable(found);
        }

        if (found.Status.Kind != FileKind.Regular)
        {
            return OfKind(found, "file");
        }

        return digest.IsEmpty || digest.SequenceEqual(found.Digest) ? null : new Finding
        {
            Kind = FindingKind.TreeFileModified,
            File = tree,
            Entry = path,
            Expected = "sha256:" + Convert.ToHexStringLower(digest),
            ExpectedFrom = "zip",
            Found = "sha256:" + Convert.ToHexStringLower(found.Digest ?? []),
            Detail = (ulong)found.Status.Length == expected.Length ? "" : $"it has {found.Status.Length} bytes instead of {expected.Length}",
        };
    }

    private Finding? OtherDifference(TreeEntry found, bool isDirectory) => found switch
    {
        { Failure.Length: > 0 } => Unreadable(found),
        _ when isDirectory => found.Status.Kind == FileKind.Directory ? null : OfKind(found, "directory"),
        _ => Added(found, StoredFile.Describe(found.Status.Kind)),
    };

    private Finding Added(TreeEntry entry, string found) =>
        new() { Kind = FindingKind.TreeEntryAdded, File = tree, Entry = entry.Path, Expected = "nothing", ExpectedFrom = "zip", Found = found };

    private Finding OfKind(TreeEntry entry, string expected) =>
        new() { Kind = FindingKind.TreeEntryKind, File = tree, Entry = entry.Path, Expected = expected, ExpectedFrom = "zip", Found = StoredFile.Describe(entry.Status.Kind) };

    private Finding Unreadable(TreeEntry entry) => new() { Kind = FindingKind.Unreadable, File = tree, Entry = entry.Path, Detail = entry.Failure };

    private Finding OfMode(string path, UnixFileMode mode, string expected) =>
        new() { Kind = FindingKind.TreeMode, File = tree, Entry = path, Expected = expected, Found = "0" + Convert.ToString((int)mode, 8).PadLeft(3, '0') };

    /// <summary>A zip, inspected; without a layout when it is illegal, and then with the reason.</summary>
    internal sealed record ModuleZip(ZipDirectory Directory, ModuleZipLayout? Layout, ZipInspection Inspection, string Illegal);
}
