namespace Sutler.GoModules.Zip;

/// <summary>Where the entries of a legal module zip go in the module's directory.</summary>
public sealed class ModuleZipLayout
{
    internal ModuleZipLayout(IReadOnlyList<string?> files)
    {
        Files = files;
        Directories = ParentsOf(files);
    }

    /// <summary>
    /// For each entry of the zip the clean path of its file, with slashes, relative to the module's directory;
    /// null for an entry that makes no file (UNZIP-6).
    /// </summary>
    public IReadOnlyList<string?> Files { get; }

    /// <summary>The directories these files need, likewise relative, each once and after its parent; without the root.</summary>
    public IReadOnlyList<string> Directories { get; }

    private static List<string> ParentsOf(IReadOnlyList<string?> files)
    {
        var directories = new List<string>();
        var known = new HashSet<string>(StringComparer.Ordinal);
        var lookup = known.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (var file in files)
        {
            // Each directory is looked up once for each of its files; only a new one costs more.
            var added = directories.Count;
            for (var parent = Parent(file); !parent.IsEmpty && !lookup.Contains(parent); parent = Parent(parent))
            {
                var directory = parent.ToString();
                known.Add(directory);
                directories.Insert(added, directory);
            }
        }

        return directories;
    }

    private static ReadOnlySpan<char> Parent(ReadOnlySpan<char> path) => path[..Math.Max(0, path.LastIndexOf('/'))];
}
