using Sutler.Go.Cache;
using Sutler.Go.Environment;

namespace Sutler.Go.Loading;

/// <summary>Reads the files of the user's project: through the overlay if there is one, else under a shared lock.</summary>
public sealed class ProjectFiles
{
    private readonly Overlay _overlay;
    private readonly string _workingDirectory;

    /// <summary>Reads through <paramref name="overlay"/>; names in errors are relative to <paramref name="workingDirectory"/> where that is shorter.</summary>
    public ProjectFiles(Overlay overlay, LockedFiles locked, string workingDirectory)
    {
        _overlay = overlay;
        Locked = locked;
        _workingDirectory = workingDirectory;
    }

    /// <summary>Reads and rewrites files under the locks the go command takes.</summary>
    public LockedFiles Locked { get; }

    /// <summary>Whether the overlay stands before the file, which then must not be written.</summary>
    public bool IsReplaced(string path) => _overlay.Replaces(path);

    /// <summary>The file's bytes. Fails with <c>open PATH: no such file or directory</c> and the like.</summary>
    public Task<byte[]> ReadAsync(string path, CancellationToken cancellationToken) =>
        _overlay.ReadAsync(path, Locked, cancellationToken);

    /// <summary>The path relative to the current directory, when that is shorter.</summary>
    public string ShortPath(string path)
    {
        var relative = Path.GetRelativePath(_workingDirectory, path);
        return relative.Length < path.Length ? relative : path;
    }
}
