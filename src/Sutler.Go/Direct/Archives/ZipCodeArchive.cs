using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Zip;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Direct.Archives;

/// <summary>An archive that a version-control program wrote as a zip file. Spec: CONT-1, CONT-3.</summary>
/// <remarks>Everything in it lies in one directory, whose name says nothing. It is read as Go's reader reads it: by its central directory.</remarks>
public sealed class ZipCodeArchive : CodeArchive
{
    private readonly ModuleZip _zip;
    private readonly TemporaryDirectory _files;
    private readonly Dictionary<CodeArchiveEntry, ZipEntry> _entries;

    private ZipCodeArchive(ModuleZip zip, TemporaryDirectory files, Dictionary<CodeArchiveEntry, ZipEntry> entries)
    {
        _zip = zip;
        _files = files;
        _entries = entries;
        Entries = [.. entries.Keys];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<CodeArchiveEntry> Entries { get; }

    /// <summary>Opens a zip file in <paramref name="files"/>, which then belongs to the archive; when it cannot be opened the directory is removed.</summary>
    /// <param name="files">The directory.</param>
    /// <param name="name">The name of the file in it.</param>
    /// <param name="limit">The most bytes that it may have.</param>
    /// <exception cref="SutlerException"><c>downloaded zip file too large</c>, or no archive of this form.</exception>
    public static ZipCodeArchive Open(TemporaryDirectory files, string name, long limit)
    {
        ModuleZip? zip = null;
        try
        {
            zip = ModuleZip.Open(files[name]);
            return zip.Length <= limit
                ? new ZipCodeArchive(zip, files, Read(zip.Directory))
                : throw new SutlerException("downloaded zip file too large");
        }
        catch
        {
            zip?.Dispose();
            files.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public override Stream Open(CodeArchiveEntry entry) => new ZipEntryStream(_zip, _entries[entry]);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _zip.Dispose();
            _files.Dispose();
        }
    }

    private static Dictionary<CodeArchiveEntry, ZipEntry> Read(ZipDirectory directory)
    {
        // By identity: a hostile archive has the same file twice.
        var entries = new Dictionary<CodeArchiveEntry, ZipEntry>(directory.Entries.Count, ReferenceEqualityComparer.Instance);
        var top = "";
        foreach (var entry in directory.Entries)
        {
            var name = entry.Name;
            top = top.Length > 0 ? top : Top(name);
            if (!name.StartsWith(top, StringComparison.Ordinal))
            {
                throw new SutlerException("zip file contains more than one top-level directory");
            }

            if (!entry.IsDirectory)
            {
                entries.Add(new CodeArchiveEntry(name[top.Length..], Size(entry), entry.IsRegular), entry);
            }
        }

        return entries;
    }

    private static string Top(string name) => name.IndexOf('/', StringComparison.Ordinal) is >= 0 and var slash
        ? name[..(slash + 1)]
        : throw new SutlerException("missing top-level directory prefix");

    private static long Size(ZipEntry entry) => entry.Length <= long.MaxValue
        ? (long)entry.Length
        : throw new SutlerException(string.Create(CultureInfo.InvariantCulture, $"{entry.Name}: file too large ({entry.Length} bytes)"));
}
