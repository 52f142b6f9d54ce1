using System.Globalization;
using System.IO.Enumeration;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Subversion;

namespace Sutler.Go.Direct.Archives;

/// <summary>Files that svn wrote into a directory, by the names that it listed them under. Spec: OTHER-3.</summary>
/// <remarks>
/// The file system may have made other names of them, and the client other content; both show as a difference between what was listed and
/// what is there. A symbolic link is such a difference, and is never followed: who commits it must not choose what is read here.
/// </remarks>
public sealed class ExportedArchive : CodeArchive
{
    private readonly TemporaryDirectory _files;
    private readonly Dictionary<CodeArchiveEntry, string> _paths;

    private ExportedArchive(TemporaryDirectory files, Dictionary<CodeArchiveEntry, string> paths)
    {
        _files = files;
        _paths = paths;
        Entries = [.. paths.Keys];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CodeArchiveEntry> Entries { get; }

    /// <summary>Finds the listed files.</summary>
    /// <param name="files">A directory, which belongs to the archive once it is open.</param>
    /// <param name="name">The name in it of what was exported.</param>
    /// <param name="directory">What was exported, relative to the root of the repository; empty for the whole tree.</param>
    /// <param name="listed">What should be there.</param>
    /// <exception cref="SutlerException"><c>file size differs between 'svn list' and 'svn export': …</c></exception>
    public static ExportedArchive Open(TemporaryDirectory files, string name, string directory, IReadOnlyList<SubversionList.ListedFile> listed)
    {
        ArgumentNullException.ThrowIfNull(files);
        ArgumentNullException.ThrowIfNull(directory);
        ArgumentNullException.ThrowIfNull(listed);
        var written = Find(files[name]);
        var paths = new Dictionary<CodeArchiveEntry, string>(listed.Count, ReferenceEqualityComparer.Instance);
        foreach (var file in listed)
        {
            if (!written.TryGetValue(file.Name, out var size))
            {
                throw new SutlerException($"file reported by 'svn list', but not written by 'svn export': {file.Name}");
            }

            if (size != file.Size)
            {
                var found = size is { } bytes ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes") : "a symbolic link";
                throw new SutlerException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"file size differs between 'svn list' and 'svn export': file {file.Name} listed as {file.Size} bytes, but exported as {found}"));
            }

            var path = directory.Length == 0 ? file.Name : $"{directory}/{file.Name}";
            paths.Add(new CodeArchiveEntry(path, file.Size, IsRegular: true), Path.Combine(files[name], file.Name));
        }

        return new ExportedArchive(files, paths);
    }

    /// <inheritdoc/>
    public override Stream Open(CodeArchiveEntry entry)
    {
        var path = _paths[entry];
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            throw OsError.Create("open", path, failure);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _files.Dispose();
        }
    }

    // Sizes by relative name; null for a link.
    private static Dictionary<string, long?> Find(string root)
    {
        var all = new EnumerationOptions { AttributesToSkip = FileAttributes.None, RecurseSubdirectories = true, MatchType = MatchType.Simple };
        try
        {
            return new FileSystemEnumerable<(string Path, long? Size)>(root, (ref FileSystemEntry entry) => (entry.ToFullPath(), IsLink(ref entry) ? null : entry.Length), all)
            {
                ShouldIncludePredicate = static (ref FileSystemEntry entry) => !entry.IsDirectory || IsLink(ref entry),
                ShouldRecursePredicate = static (ref FileSystemEntry entry) => !IsLink(ref entry),
            }.ToDictionary(file => Path.GetRelativePath(root, file.Path).Replace(Path.DirectorySeparatorChar, '/'), file => file.Size, StringComparer.Ordinal);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            throw OsError.Create("open", root, failure);
        }
    }

    private static bool IsLink(ref FileSystemEntry entry) => entry.Attributes.HasFlag(FileAttributes.ReparsePoint);
}
