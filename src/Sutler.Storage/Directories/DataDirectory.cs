using System.Globalization;
using System.Text;

namespace Sutler.Storage.Directories;

/// <summary>A directory with everything one server keeps, held against other processes until disposed.</summary>
/// <remarks>
/// <code>
/// DATA/             0700 when we make it
///   lock            whoever has it locked uses the directory; holds the process's number
///   blobs/v1/…      see <see cref="BlobPaths"/>
///   index.db        the index, with -wal and -shm beside it while it is open
///   partial/        bytes on their way
/// </code>
/// The lock goes with the process, however it ends.
/// </remarks>
public sealed class DataDirectory : IDisposable
{
    private readonly FileStream _lock;

    private DataDirectory(string path, FileStream held)
    {
        Path = path;
        _lock = held;
    }

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>Where blobs go.</summary>
    public string Blobs => System.IO.Path.Combine(Path, "blobs");

    /// <summary>Where the index goes when it is a file.</summary>
    public string Index => System.IO.Path.Combine(Path, "index.db");

    /// <summary>Where bytes on their way go, on the same file system as <see cref="Blobs"/>.</summary>
    public string Partials => System.IO.Path.Combine(Path, "partial");

    /// <summary>Takes the directory, and makes it where it is missing; fails with <see cref="StorageFault.InUse"/> when another process has it.</summary>
    public static DataDirectory Take(string path)
    {
        var full = System.IO.Path.GetFullPath(path);
        PrivateFiles.CreateDirectory(full);
        var file = PrivateFiles.OpenOrCreate(System.IO.Path.Combine(full, "lock"));
        try
        {
            Lock(full, file);
            var directory = new DataDirectory(full, file);
            PrivateFiles.CreateDirectory(directory.Partials);
            return directory;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private static void Lock(string directory, FileStream file)
    {
        // On Windows a byte far behind the end is locked, so that the number stays readable.
        var code = OperatingSystem.IsWindows() ? TryLockWindows(file) : NativeFiles.TryLock(file.SafeFileHandle);
        if (code == 0)
        {
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}\n")));
            file.Flush();
            return;
        }
        if (!OperatingSystem.IsWindows() && code != NativeFiles.WouldBlock)
        {
            throw FileFailure.FromCode("lock", file.Name, code);
        }
        throw new StorageException($"data directory {directory}: in use by another process{Holder(file)}")
        {
            Fault = StorageFault.InUse,
            Hint = "stop that process, or give this one a data directory of its own",
        };
    }

    private static int TryLockWindows(FileStream file)
    {
        if (!OperatingSystem.IsWindows())
        {
            return 0;
        }
        try
        {
            file.Lock(1L << 40, 1);
            return 0;
        }
        catch (IOException)
        {
            return 1;
        }
    }

    private static string Holder(FileStream file)
    {
        Span<byte> text = stackalloc byte[20];
        file.Position = 0;
        var read = file.ReadAtLeast(text, text.Length, throwOnEndOfStream: false);
        return int.TryParse(Encoding.ASCII.GetString(text[..read]).TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var process)
            ? string.Create(CultureInfo.InvariantCulture, $" ({process})")
            : "";
    }
}
