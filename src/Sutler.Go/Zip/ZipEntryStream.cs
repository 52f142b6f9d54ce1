using System.IO.Compression;
using System.IO.Hashing;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>The content of one entry, unpacked as it is read. Damage is a <see cref="ZipFormatException"/>, at its end at the latest.</summary>
/// <remarks>The zip must stay open. Spec: NET-3.</remarks>
internal sealed class ZipEntryStream : Stream
{
    private const int WindowLength = 64 * 1024;

    private readonly ByteWindow _window;
    private readonly ZipEntry _entry;
    private readonly long _body;
    private readonly ZipEntrySource _source;
    private readonly Stream _content;
    private readonly Crc32 _crc32 = new();
    private ulong _total;
    private bool _isAtEnd;

    public ZipEntryStream(ModuleZip zip, ZipEntry entry)
    {
        _window = zip.OpenWindow(new byte[(int)Math.Min(WindowLength, zip.Length)]);
        _entry = entry;
        _body = ZipEntryBody.Find(zip, _window, entry);
        _source = new ZipEntrySource(_window, _body, ZipEntryBody.PackedLength(zip, entry, _body));
        _content = ZipEntryBody.Unpack(entry, _source);
    }

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty || _isAtEnd)
        {
            return 0;
        }

        var count = Unpack(buffer);
        _total += (ulong)count;
        ZipEntryBody.Require(_total <= _entry.Length, ZipFormatException.NotAZip);
        _crc32.Append(buffer[..count]);
        if (count == 0)
        {
            _isAtEnd = true;
            ZipEntryBody.CheckEnd(_window, _entry, _body, _source, _total, _crc32.GetCurrentHashAsUInt32());
        }

        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return new ValueTask<int>(Read(buffer.Span));
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _content.Dispose();
        }

        base.Dispose(disposing);
    }

    private int Unpack(Span<byte> buffer)
    {
        try
        {
            return _content.Read(buffer);
        }
        catch (InvalidDataException e)
        {
            throw new ZipFormatException($"flate: corrupt input before offset {_source.Consumed}", e);
        }
    }
}
