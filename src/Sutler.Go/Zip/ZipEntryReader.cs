using System.IO.Compression;
using System.IO.Hashing;
using System.Security.Cryptography;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>Reads entries one after the other: inflates each once, and hashes, checks and writes what comes out.</summary>
/// <remarks>One for each thread; it owns the buffers, whatever the size of the entries. Failures are those of Go's zip reader.</remarks>
internal sealed class ZipEntryReader : IDisposable
{
    private const int WindowLength = 128 * 1024;
    private const int BufferLength = 64 * 1024;

    private readonly byte[] _windowBuffer = new byte[WindowLength];
    private readonly byte[] _buffer = new byte[BufferLength];
    private readonly Crc32 _crc32 = new();
    private readonly IncrementalHash _sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>A window of <paramref name="zip"/> over this reader's buffer; the last one opened is the one in use.</summary>
    public ByteWindow OpenWindow(ModuleZip zip) => zip.OpenWindow(_windowBuffer);

    /// <summary>
    /// Puts the SHA-256 of the entry's content into <paramref name="sha256"/> and, unless <paramref name="path"/> is null,
    /// the content into a new file there.
    /// </summary>
    public void Read(ModuleZip zip, ByteWindow window, ZipEntry entry, string? path, Span<byte> sha256, CancellationToken cancellationToken)
    {
        var body = ZipEntryBody.Find(zip, window, entry);
        if (entry.IsDirectory)
        {
            // Some writers give directories packed bytes; content they must not have.
            ZipEntryBody.Require(entry.Length == 0, ZipFormatException.NotAZip);
            SHA256.HashData([], sha256);
            return;
        }

        var source = new ZipEntrySource(window, body, ZipEntryBody.PackedLength(zip, entry, body));
        using var content = ZipEntryBody.Unpack(entry, source);
        using var file = new NewFile(path);
        try
        {
            _crc32.Reset();
            Copy(entry, source, content, file, window, body, cancellationToken);
        }
        finally
        {
            // Also after a failure, so that the next entry begins with nothing.
            _sha256.GetHashAndReset(sha256);
        }
    }

    /// <summary>Puts the SHA-256 of a part of the zip file itself into <paramref name="sha256"/>; false when the file ends before.</summary>
    public bool TryHash(ModuleZip zip, long offset, int length, Span<byte> sha256)
    {
        var left = length;
        try
        {
            for (int count; left > 0; left -= count)
            {
                count = zip.ReadAt(offset + length - left, _buffer.AsSpan(0, Math.Min(left, BufferLength)));
                if (count == 0)
                {
                    break;
                }

                _sha256.AppendData(_buffer, 0, count);
            }
        }
        finally
        {
            _sha256.GetHashAndReset(sha256);
        }

        return left == 0;
    }

    /// <inheritdoc/>
    public void Dispose() => _sha256.Dispose();

    private void Copy(ZipEntry entry, ZipEntrySource source, Stream content, NewFile file, ByteWindow window, long body, CancellationToken cancellationToken)
    {
        ulong total = 0;
        bool isLast;
        do
        {
            cancellationToken.ThrowIfCancellationRequested();
            var chunk = ReadChunk(source, content);
            isLast = chunk.Length < BufferLength;
            total += (ulong)chunk.Length;
            ZipEntryBody.Require(total <= entry.Length, ZipFormatException.NotAZip);
            _crc32.Append(chunk);
            _sha256.AppendData(chunk);
            if (isLast)
            {
                ZipEntryBody.CheckEnd(window, entry, body, source, total, _crc32.GetCurrentHashAsUInt32());
            }

            // A small file is checked before it is created.
            file.Write(chunk);
        }
        while (!isLast);
    }

    // A chunk shorter than the buffer is the last one.
    private ReadOnlySpan<byte> ReadChunk(ZipEntrySource source, Stream content)
    {
        try
        {
            return _buffer.AsSpan(0, content.ReadAtLeast(_buffer, BufferLength, throwOnEndOfStream: false));
        }
        catch (InvalidDataException e)
        {
            throw new ZipFormatException($"flate: corrupt input before offset {source.Consumed}", e);
        }
    }
}
