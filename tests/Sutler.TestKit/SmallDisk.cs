namespace Sutler.TestKit;

/// <summary>A file system in memory of a few kilobytes, mounted over a directory; only root may.</summary>
public sealed class SmallDisk : IAsyncDisposable
{
    private const string Filler = "filler";

    private SmallDisk(string path) => Path = path;

    /// <summary>Where it is mounted.</summary>
    public string Path { get; }

    /// <summary>Mounts it over <paramref name="path"/>, which is made if missing; null, with the reason, when that is not permitted.</summary>
    public static async Task<(SmallDisk? Disk, string Reason)> MountAsync(string path, int kilobytes, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux() || Environment.UserName != "root")
        {
            return (null, "only root may mount a small file system");
        }

        Directory.CreateDirectory(path);
        var (code, _, error) = await ExternalProgram.RunAsync("mount", ["-t", "tmpfs", "-o", $"size={kilobytes}k", "tmpfs", path], cancellationToken);
        return code == 0 ? (new SmallDisk(path), "") : (null, error);
    }

    /// <summary>Makes it larger or smaller.</summary>
    public async Task ResizeAsync(int kilobytes, CancellationToken cancellationToken)
    {
        var (code, _, error) = await ExternalProgram.RunAsync("mount", ["-o", $"remount,size={kilobytes}k", Path], cancellationToken);
        if (code != 0)
        {
            throw new IOException(error);
        }
    }

    /// <summary>Lets nobody write to it any more, root included.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        var (code, _, error) = await ExternalProgram.RunAsync("mount", ["-o", "remount,ro", Path], cancellationToken);
        if (code != 0)
        {
            throw new IOException(error);
        }
    }

    /// <summary>Uses up all room but for what is already there.</summary>
    public void Fill()
    {
        using var file = new FileStream(System.IO.Path.Combine(Path, Filler), FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        try
        {
            while (true)
            {
                file.Write(new byte[4096]);
            }
        }
        catch (IOException)
        {
            // Full, as wanted.
        }
    }

    /// <summary>Gives the room back that <see cref="Fill"/> used.</summary>
    public void Empty() => File.Delete(System.IO.Path.Combine(Path, Filler));

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await ExternalProgram.RunAsync("umount", ["-l", Path], CancellationToken.None);
}
