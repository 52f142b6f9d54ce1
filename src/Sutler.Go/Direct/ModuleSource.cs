using Sutler.Go.Zip;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Files;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Direct;

/// <summary>The files of one module in an archive of its repository, with the license of the repository where the module has none. Spec: CONT-1.</summary>
internal sealed class ModuleSource
{
    private readonly CodeArchive _archive;
    private readonly List<CodeArchiveEntry?> _entries = [];
    private readonly List<SourceFile> _files = [];
    private byte[] _license = [];

    private ModuleSource(CodeArchive archive, string directory)
    {
        _archive = archive;
        var prefix = directory.Length == 0 ? "" : directory + "/";
        foreach (var entry in archive.Entries.Where(entry => entry.Path.StartsWith(prefix, StringComparison.Ordinal)))
        {
            _entries.Add(entry);
            _files.Add(new SourceFile(entry.Path[prefix.Length..], entry.Size, entry.IsRegular));
        }
    }

    /// <summary>The files, by their paths in the module, in the order of the archive.</summary>
    public IReadOnlyList<SourceFile> Files => _files;

    /// <summary>The go line of the module's go.mod; empty when it has none, or none that can be read. Spec: CREATE-1.</summary>
    public string GoLine { get; private set; } = "";

    /// <summary>Takes the module's part of an archive, which must stay open.</summary>
    /// <param name="archive">The archive.</param>
    /// <param name="found">Where the module is.</param>
    /// <param name="licenseAsync">Reads the license of the repository, null when it has none.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public static async Task<ModuleSource> ReadAsync(
        CodeArchive archive, FoundModule found, Func<CancellationToken, Task<byte[]?>> licenseAsync, CancellationToken cancellationToken)
    {
        var source = new ModuleSource(archive, found.Directory);
        if (found.GoMod is { } goMod && source._files.Exists(file => file is { Path: "go.mod", IsRegular: true }))
        {
            source.GoLine = GoLineOf(goMod);
        }

        // A link of that name is left out of the zip, and the module is without license even so. Spec: CREATE-15.
        if (found.Directory.Length > 0
            && !source._files.Exists(file => file.Path == CodeModule.License)
            && await licenseAsync(cancellationToken) is { } license)
        {
            source._entries.Add(null);
            source._files.Add(new SourceFile(CodeModule.License, license.Length));
            source._license = license;
        }

        return source;
    }

    /// <summary>What to write for the file at a position of <see cref="Files"/>.</summary>
    public ZipSourceEntry Entry(int position) => new(
        _files[position].Path,
        _files[position].Size,
        _entries[position] is { } entry ? () => _archive.Open(entry) : () => new MemoryStream(_license, writable: false));

    private static string GoLineOf(byte[] goMod)
    {
        try
        {
            return GoModFile.ParseLax("go.mod", goMod, fix: null).Go ?? "";
        }
        catch (GoFileException)
        {
            return "";
        }
    }
}
