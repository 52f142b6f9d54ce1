using Microsoft.Win32.SafeHandles;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Archives;

/// <summary>An archive grew larger than it may.</summary>
internal sealed class SpoolFullException : Exception;

/// <summary>A file that an archive is written into as it comes, and read from afterwards; gone when it is disposed of or the process ends.</summary>
internal sealed class SpoolFile : IDisposable
{
    /// <summary>Its name, as long as it has one.</summary>
    public const string Name = "archive";

    private readonly TemporaryDirectory _directory;

    private SpoolFile(TemporaryDirectory directory, SafeFileHandle handle, long limit)
    {
        _directory = directory;
        Handle = handle;
        Input = new Filling(this, limit);
    }

    /// <summary>The file, for reading.</summary>
    public SafeFileHandle Handle { get; }

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    /// <summary>Takes the content; more than the limit throws <see cref="SpoolFullException"/>.</summary>
    public Stream Input { get; }

    /// <summary>Creates an empty file that may have <paramref name="limit"/> bytes.</summary>
    public static SpoolFile Create(long limit)
    {
        var directory = TemporaryDirectory.Create();
        try
        {
            return new SpoolFile(directory, File.OpenHandle(directory[Name], FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete), limit);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            directory.Dispose();
            throw OsError.Create("open", directory[Name], failure);
        }
    }

    /// <summary>Takes the name away where the system lets a file do without, so that it cannot be left behind.</summary>
    public void Hide()
    {
        if (!OperatingSystem.IsWindows())
        {
            _directory.Dispose();
        }
    }

    /// <summary>Closes the file and gives its directory to somebody else.</summary>
    public TemporaryDirectory Release()
    {
        Handle.Dispose();
        return _directory;
    }

    /// <summary>Reads bytes that are in the file.</summary>
    public void ReadAt(long offset, Span<byte> into) => OpenPart(offset, into.Length).ReadExactly(into);

    /// <summary>A part of the file; any number can be read at the same time.</summary>
    public Stream OpenPart(long start, long length) => new SpoolPart(Handle, start, length);

    /// <inheritdoc/>
    public void Dispose()
    {
        Handle.Dispose();
        _directory.Dispose();
    }

    private sealed class Filling(SpoolFile file, long limit) : PushStream
    {
        protected override void Push(ReadOnlySpan<byte> data)
        {
            if (data.Length > limit - file.Length)
            {
                throw new SpoolFullException();
            }

            try
            {
                RandomAccess.Write(file.Handle, data, file.Length);
            }
            catch (Exception failure) when (OsError.Is(failure))
            {
                throw OsError.Create("write", file._directory[Name], failure);
            }

            file.Length += data.Length;
        }
    }
}
