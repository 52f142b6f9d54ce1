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

    private const UnixFileMode Write = UnixFileMode.UserWrite | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

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
    /// Modes that extraction gives to nothing: files that may be written to or executed, and what differs from the others of its kind: one
    /// extraction gives all files one mode and all directories another. Spec: CACHE-10.
    /// </summary>
    /// <remarks>A tree in which all directories may be written to is as with <c>-modcacherw</c>.</remarks>
    public IReadOnlyList<Finding> Modes(FileStatus root)
    {
        const UnixFileMode Read = UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        const UnixFileMode Execute = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        var directories = scan.Entries.Where(entry => entry.Status.Kind == FileKind.Directory).Prepend(new TreeEntry("", root)).ToList();
        var files = scan.Entries.Where(entry => entry.Status.Kind == FileKind.Regular).ToList();
        var directory = MostCommon(directories, mode => (mode & ~(Read | Write | Execute)) == UnixFileMode.None && mode.HasFlag(UnixFileMode.UserRead | UnixFileMode.UserExecute), Read | Execute);
        var file = MostCommon(files, mode => (mode & ~Read) == UnixFileMode.None && mode.HasFlag(UnixFileMode.UserRead), Read);
        return
        [
            .. directories.Where(entry => entry.Status.Mode != directory).Select(entry => OfMode(entry.Path, entry.Status.Mode, $"{Octal(directory)}, as other directories")),
            .. files.Where(entry => entry.Status.Mode != file)
                .Select(entry => OfMode(entry.Path, entry.Status.Mode, (entry.Status.Mode & ~Read) != UnixFileMode.None ? "at most 0444" : $"{Octal(file)}, as other files")),
        ];
    }

    // Of two that are as common the one that closes a directory, then the one that hides less.
    private static UnixFileMode MostCommon(IEnumerable<TreeEntry> entries, Func<UnixFileMode, bool> isOrdinary, UnixFileMode otherwise) => entries
        .Select(entry => entry.Status.Mode)
        .Where(isOrdinary)
        .GroupBy(mode => mode)
        .OrderByDescending(group => group.Count())
        .ThenBy(group => (group.Key & Write) != UnixFileMode.None)
        .ThenByDescending(group => group.Key)
        .Select(group => group.Key)
        .FirstOrDefault(otherwise);

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
        new() { Kind = FindingKind.TreeMode, File = tree, Entry = path, Expected = expected, Found = Octal(mode) };

    private static string Octal(UnixFileMode mode) => "0" + Convert.ToString((int)mode, 8).PadLeft(3, '0');

    /// <summary>A zip, inspected; without a layout when it is illegal, and then with the reason.</summary>
    internal sealed record ModuleZip(ZipDirectory Directory, ModuleZipLayout? Layout, ZipInspection Inspection, string Illegal);
}
