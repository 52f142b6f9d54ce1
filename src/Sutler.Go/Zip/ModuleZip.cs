using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>An open module zip: its central directory, and its bytes for any number of threads at once.</summary>
/// <remarks>Whoever disposes it waits for the tasks that use it first. Spec: CHECK-1, NET-3.</remarks>
public sealed class ModuleZip : IDisposable
{
    private readonly SafeFileHandle _file;
    private readonly bool _isBorrowed;

    private ModuleZip(string path, SafeFileHandle file, long length, ZipDirectory directory, bool isBorrowed = false)
    {
        Path = path;
        _file = file;
        _isBorrowed = isBorrowed;
        Length = length;
        Directory = directory;
    }

    /// <summary>Path of the file, as it stands in error texts.</summary>
    public string Path { get; }

    /// <summary>Bytes of the zip file when it was opened.</summary>
    public long Length { get; }

    /// <summary>The entries.</summary>
    public ZipDirectory Directory { get; }

    /// <summary>Opens the zip and reads its central directory; <paramref name="shownAs"/> stands in later error texts, for a zip not yet in its place.</summary>
    /// <exception cref="ZipFormatException"><c>zip: not a valid zip file</c> and other damage to the directory.</exception>
    /// <exception cref="SutlerException">The file cannot be opened or read; <see cref="SutlerException.IsNotExist"/> when there is none.</exception>
    public static ModuleZip Open(string zipPath, string? shownAs = null)
    {
        ArgumentNullException.ThrowIfNull(zipPath);
        SafeFileHandle? file = null;
        try
        {
            file = File.OpenHandle(zipPath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var length = RandomAccess.GetLength(file);
            return new ModuleZip(shownAs ?? zipPath, file, length, ZipDirectory.Read(length, ReaderOf(file)));
        }
        catch (Exception e) when (OsError.Is(e))
        {
            file?.Dispose();
            throw OsError.Create("open", zipPath, e);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>Reads the central directory of a zip that somebody else has open, and keeps open for as long as this is used.</summary>
    /// <exception cref="ZipFormatException">As <see cref="Open"/>.</exception>
    /// <exception cref="SutlerException">The file cannot be read.</exception>
    public static ModuleZip Over(SafeFileHandle file, string shownAs)
    {
        try
        {
            var length = RandomAccess.GetLength(file);
            return new ModuleZip(shownAs, file, length, ZipDirectory.Read(length, ReaderOf(file)), isBorrowed: true);
        }
        catch (Exception e) when (OsError.Is(e))
        {
            throw OsError.Create("read", shownAs, e);
        }
    }

    /// <summary>The h1 hash of the content, computed on the calling thread. Spec: H1-3.</summary>
    /// <exception cref="ZipFormatException">An entry is damaged; of several the first by name.</exception>
    public H1Hash Hash(CancellationToken cancellationToken)
    {
        var content = new ZipContent(this);
        using var reader = new ZipEntryReader();
        content.Start();
        for (var batch = 0; batch < content.Batches; batch++)
        {
            content.Run(batch, reader, cancellationToken);
        }

        return content.Finish(cancellationToken);
    }

    /// <summary>Where the zip contradicts itself; see <see cref="ZipStructure"/>.</summary>
    public IReadOnlyList<ZipFault> FindFaults() => ZipStructure.Check(Length, ReaderOf(_file));

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!_isBorrowed)
        {
            _file.Dispose();
        }
    }

    internal ByteWindow OpenWindow(byte[] buffer) => new(ReaderOf(_file), Length, buffer);

    /// <summary>Fills the buffer from <paramref name="offset"/>; returns fewer bytes only where the file ends.</summary>
    internal int ReadAt(long offset, Span<byte> destination) => ReadAt(_file, offset, destination);

    private static ZipReadAt ReaderOf(SafeFileHandle file) => (offset, destination) => ReadAt(file, offset, destination);

    private static int ReadAt(SafeFileHandle file, long offset, Span<byte> destination)
    {
        var done = 0;
        while (done < destination.Length)
        {
            var count = RandomAccess.Read(file, destination[done..], offset + done);
            if (count == 0)
            {
                break;
            }

            done += count;
        }

        return done;
    }
}
