using System.Buffers.Binary;
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
    private const int LocalHeaderLength = 30;
    private const uint LocalHeaderSignature = 0x04034b50;
    private const uint DescriptorSignature = 0x08074b50;

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
        var body = FindBody(zip, window, entry);
        if (entry.IsDirectory)
        {
            // Some writers give directories packed bytes; content they must not have.
            Require(entry.Length == 0, ZipFormatException.NotAZip);
            SHA256.HashData([], sha256);
            return;
        }

        var source = new ZipEntrySource(window, body, PackedLength(zip, entry, body));
        using var content = Unpack(entry, source);
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
            Require(total <= entry.Length, ZipFormatException.NotAZip);
            _crc32.Append(chunk);
            _sha256.AppendData(chunk);
            if (isLast)
            {
                var isWhole = total == entry.Length && !(entry.Method == ZipEntry.Deflated && source.IsOverdrawn);
                Require(isWhole, ZipFormatException.UnexpectedEnd);
                CheckCrc32(window, entry, body);
            }

            // A small file is checked before it is created.
            file.Write(chunk);
        }
        while (!isLast);
    }

    private static long FindBody(ModuleZip zip, ByteWindow window, ZipEntry entry)
    {
        Require(entry.HeaderOffset >= 0, $"readat {zip.Path}: negative offset");
        var header = window.Peek(entry.HeaderOffset, LocalHeaderLength);
        Require(header.Length == LocalHeaderLength, ZipFormatException.End);
        Require(BinaryPrimitives.ReadUInt32LittleEndian(header) == LocalHeaderSignature, ZipFormatException.NotAZip);
        return entry.HeaderOffset + LocalHeaderLength
            + BinaryPrimitives.ReadUInt16LittleEndian(header[26..])
            + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
    }

    private static long PackedLength(ModuleZip zip, ZipEntry entry, long body) =>
        (long)Math.Min(entry.CompressedLength, (ulong)Math.Max(0, zip.Length - body));

    private static Stream Unpack(ZipEntry entry, ZipEntrySource source) => entry.Method switch
    {
        ZipEntry.Stored => source,
        ZipEntry.Deflated => new DeflateStream(source, CompressionMode.Decompress, leaveOpen: true),
        _ => throw new ZipFormatException(ZipFormatException.Algorithm),
    };

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

    private void CheckCrc32(ByteWindow window, ZipEntry entry, long body)
    {
        var stated = entry.Crc32;
        if (entry.HasDataDescriptor)
        {
            Require(stated == ReadDescriptor(window, entry, body), ZipFormatException.Checksum);
        }
        else if (stated == 0)
        {
            return;
        }

        Require(_crc32.GetCurrentHashAsUInt32() == stated, ZipFormatException.Checksum);
    }

    private static uint ReadDescriptor(ByteWindow window, ZipEntry entry, long body)
    {
        var room = unchecked(body + (long)entry.CompressedLength);
        var descriptor = window.Peek(room, 16);
        Require(descriptor.Length >= 4, ZipFormatException.UnexpectedEnd);
        var hasSignature = BinaryPrimitives.ReadUInt32LittleEndian(descriptor) == DescriptorSignature;
        Require(descriptor.Length >= (hasSignature ? 16 : 12), ZipFormatException.UnexpectedEnd);
        return BinaryPrimitives.ReadUInt32LittleEndian(hasSignature ? descriptor[4..] : descriptor);
    }

    private static void Require(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new ZipFormatException(otherwise);
        }
    }
}
