using Sutler.Go.Cache;
using Sutler.Transfer.Files;

namespace Sutler.TestKit;

/// <summary>A directory of its own for one test, removed afterwards even where the test took write permission away.</summary>
public sealed class ScratchDirectory : IDisposable
{
    /// <summary>Makes the directory.</summary>
    public ScratchDirectory() => Root = Directory.CreateTempSubdirectory("sutler-test-").FullName;

    /// <summary>Its absolute path.</summary>
    public string Root { get; }

    /// <summary>The absolute path of a name below it.</summary>
    public string this[string relative] => Path.Combine(Root, relative);

    /// <summary>Writes a text file, with the directories above it, and gives its path.</summary>
    public string Write(string relative, string content)
    {
        string path = this[relative];
        _ = Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, content);
        return path;
    }

    /// <summary>The names of all files and directories below, sorted, directories with a final slash.</summary>
    public string[] Tree() =>
    [
        .. Directory.EnumerateFileSystemEntries(Root, "*", SearchOption.AllDirectories)
            .Select(path => Path.GetRelativePath(Root, path) + (Directory.Exists(path) ? "/" : ""))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Opens a partial file below it.</summary>
    public PartialFile OpenPartial(IPartialFileObserver? observer = null, string name = "file.part", TimeProvider? time = null) =>
        PartialFile.Open(this[name], observer ?? new Unobserved(), OsError.Create, time: time);

    /// <inheritdoc/>
    public void Dispose() => TreeRemover.Remove(Root);

    private sealed class Unobserved : IPartialFileObserver
    {
        public void Started(long? length)
        {
        }

        public void Received(int bytes)
        {
        }
    }
}
