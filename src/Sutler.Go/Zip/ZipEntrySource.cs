using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>The packed bytes of one entry, read through a window of the zip.</summary>
internal sealed class ZipEntrySource : Stream
{
    private readonly ByteWindow _window;
    private long _position;
    private long _remaining;

    public ZipEntrySource(ByteWindow window, long position, long length)
    {
        _window = window;
        _position = position;
        _remaining = length;
    }

    /// <summary>Whether more was asked for than there is: what an inflater does that has not seen its last block.</summary>
    public bool IsOverdrawn { get; private set; }

    /// <summary>How many bytes were handed out.</summary>
    public long Consumed { get; private set; }

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
        var bytes = _window.PeekAvailable(_position, Math.Min(buffer.Length, _remaining));
        bytes.CopyTo(buffer);
        _position += bytes.Length;
        _remaining -= bytes.Length;
        Consumed += bytes.Length;
        IsOverdrawn |= bytes.IsEmpty;
        return bytes.Length;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
