using System.Diagnostics.CodeAnalysis;
using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Serving.Directories;

/// <summary>An answer that is an open file, as long as it was when it was opened.</summary>
/// <remarks>
/// A file that is replaced by another stays what it was: it is open. One that is written to in place is found out, as far as that can be, before
/// its last byte is given: it is shorter, or its time has changed.
/// </remarks>
internal sealed class FileContent : ServedContent
{
    private readonly SafeFileHandle _handle;
    private readonly string _name;
    private readonly DateTime _modified;

    /// <summary>Takes over an open file.</summary>
    /// <param name="handle">The file; closed with the content.</param>
    /// <param name="name">What failures call it.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="fingerprint">What is known of the bytes besides length and time, such as their h1; empty when nothing is.</param>
    /// <param name="time">Clock of the files.</param>
    [SetsRequiredMembers]
    internal FileContent(SafeFileHandle handle, string name, string mediaType, string fingerprint, TimeProvider time)
    {
        (_handle, _name, MediaType) = (handle, name, mediaType);
        try
        {
            Size = RandomAccess.GetLength(handle);
            _modified = File.GetLastWriteTimeUtc(handle);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("stat", name, error);
        }

        Tag = IsSettled(_modified, time) ? FileTag.Of(Size, _modified, fingerprint) : null;
    }

    /// <summary>How many bytes it has.</summary>
    internal long Size { get; }

    /// <inheritdoc/>
    public override long? Length => Size;

    /// <inheritdoc/>
    public override string? Tag { get; }

    /// <inheritdoc/>
    public override SafeFileHandle? Handle => _handle;

    /// <inheritdoc/>
    public override ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var wanted = (int)Math.Min(buffer.Length, Math.Max(Size - offset, 0));
        if (wanted == 0)
        {
            return ValueTask.FromResult(0);
        }

        var read = Read(buffer.Span[..wanted], offset);
        var isLast = offset + read == Size;
        return read == 0 || (isLast && File.GetLastWriteTimeUtc(_handle) != _modified)
            ? throw new SutlerException($"{_name} was changed while it was being sent")
            : ValueTask.FromResult(read);
    }

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        _handle.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>
    /// Whether a file has been left alone for so long that what is written to it now gets another time: clocks of file systems tick in
    /// hundredths of seconds, some in seconds.
    /// </summary>
    internal static bool IsSettled(DateTime modified, TimeProvider time) => time.GetUtcNow().UtcDateTime - modified > TimeSpan.FromSeconds(2);

    private int Read(Span<byte> buffer, long offset)
    {
        try
        {
            return RandomAccess.Read(_handle, buffer, offset);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("read", _name, error);
        }
    }
}
