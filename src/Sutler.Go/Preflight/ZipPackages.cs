using System.IO.Compression;
using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>A module of which the cache has the zip alone.</summary>
internal sealed class ZipPackages : IPackageFiles
{
    private readonly string _path;
    private readonly Dictionary<string, List<string>> _files;

    private ZipPackages(string path, Dictionary<string, List<string>> files) => (_path, _files) = (path, files);

    /// <summary>Reads the directory of a zip; null when it cannot be read.</summary>
    public static ZipPackages? Open(string path, ModuleId module)
    {
        var prefix = module + "/";
        try
        {
            using var zip = ZipFile.OpenRead(path);
            var files = zip.Entries.Select(entry => entry.FullName)
                .Where(name => name.StartsWith(prefix, StringComparison.Ordinal) && name[^1] != '/' && PackageFiles.IsGo(Path.GetFileName(name)))
                .GroupBy(name => name[prefix.Length..].LastIndexOf('/') is var slash and >= 0 ? name.Substring(prefix.Length, slash) : "", StringComparer.Ordinal);
            return new ZipPackages(path, files.ToDictionary(group => group.Key, group => group.ToList(), StringComparer.Ordinal));
        }
        catch (Exception failure) when (failure is InvalidDataException || OsError.Is(failure))
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string>? ImportsOf(string directory)
    {
        if (!_files.TryGetValue(directory.Replace(Path.DirectorySeparatorChar, '/'), out var names))
        {
            return null;
        }

        try
        {
            using var zip = ZipFile.OpenRead(_path);
            return [.. names.Where(name => PackageFiles.IsBuilt(Path.GetFileName(name))).SelectMany(name => PackageFiles.ImportsOf(ReadBeginning(zip.GetEntry(name)!))).Distinct()];
        }
        catch (Exception failure) when (failure is InvalidDataException || OsError.Is(failure))
        {
            return null;
        }
    }

    private static byte[] ReadBeginning(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        var buffer = new byte[PackageFiles.MaxLength];
        return buffer[..stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)];
    }
}
