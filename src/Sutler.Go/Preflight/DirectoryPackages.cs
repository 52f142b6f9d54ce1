using Sutler.Go.Cache;

namespace Sutler.Go.Preflight;

/// <summary>A module that lies in a directory: the main module, a replacement, or a tree of the cache.</summary>
internal sealed class DirectoryPackages(string root) : IPackageFiles
{
    /// <inheritdoc/>
    public IReadOnlyList<string>? ImportsOf(string directory)
    {
        try
        {
            var names = Directory.EnumerateFiles(Path.Combine(root, directory), "*.go").ToList();
            return names.Exists(name => PackageFiles.IsGo(Path.GetFileName(name)))
                ? [.. names.Where(name => PackageFiles.IsBuilt(Path.GetFileName(name))).SelectMany(name => PackageFiles.ImportsOf(ReadBeginning(name))).Distinct()]
                : null;
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return null;
        }
    }

    /// <summary>The packages that <c>./...</c> means: no <c>testdata</c>, <c>vendor</c> or hidden directories, and no module within the module.</summary>
    public IEnumerable<string> Packages()
    {
        var left = new Stack<string>([""]);
        while (left.TryPop(out var directory))
        {
            yield return directory;
            foreach (var below in Directory.EnumerateDirectories(Path.Combine(root, directory)))
            {
                var name = Path.GetFileName(below);
                if (name[0] is not ('.' or '_') && name is not ("testdata" or "vendor") && !File.Exists(Path.Combine(below, "go.mod"))
                    && new DirectoryInfo(below).LinkTarget is null)
                {
                    left.Push(Path.Combine(directory, name));
                }
            }
        }
    }

    private static byte[] ReadBeginning(string path)
    {
        using var file = File.OpenHandle(path);
        var buffer = new byte[Math.Min(RandomAccess.GetLength(file), PackageFiles.MaxLength)];
        return buffer[..RandomAccess.Read(file, buffer, 0)];
    }
}
