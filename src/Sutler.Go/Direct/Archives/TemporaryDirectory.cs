using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Direct.Archives;

/// <summary>A directory for files that nobody needs afterwards; where the system keeps such, and open to nobody else. Spec: LOC-3.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    private TemporaryDirectory(string path) => Path = path;

    /// <summary>Absolute path.</summary>
    public string Path { get; }

    /// <summary>The absolute path of a name in it.</summary>
    public string this[string name] => System.IO.Path.Combine(Path, name);

    /// <summary>Makes one, or <see cref="SutlerException"/>.</summary>
    public static TemporaryDirectory Create()
    {
        try
        {
            return new TemporaryDirectory(Directory.CreateTempSubdirectory("sutler-source-").FullName);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            throw OsError.Create("mkdir", System.IO.Path.GetTempPath(), failure);
        }
    }

    /// <summary>Removes it as far as that is possible.</summary>
    public void Dispose() => TreeRemover.RemoveQuietly(Path);
}
