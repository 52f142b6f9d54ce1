namespace Sutler.GoModules.Zip;

/// <summary>A moving window over a zip file, so that many small neighbouring reads cost one read of the file.</summary>
/// <remarks>Not thread-safe: each reader has its own. A returned span is valid until the next call.</remarks>
public sealed class ByteWindow
{
    private readonly ZipReadAt _readAt;
    private readonly long _length;
    private byte[] _buffer;
    private long _start;
    private int _count;

    /// <summary>Looks at a file of <paramref name="length"/> bytes through <paramref name="buffer"/>, which grows when asked for more.</summary>
    public ByteWindow(ZipReadAt readAt, long length, byte[] buffer)
    {
        ArgumentNullException.ThrowIfNull(readAt);
        ArgumentNullException.ThrowIfNull(buffer);
        _readAt = readAt;
        _length = length;
        _buffer = buffer;
    }

    /// <summary>The <paramref name="count"/> bytes at <paramref name="offset"/>, fewer where the file ends, none outside of it.</summary>
    public ReadOnlySpan<byte> Peek(long offset, int count)
    {
        if (offset < 0 || offset >= _length)
        {
            return default;
        }

        var wanted = (int)Math.Min(count, _length - offset);
        if (offset < _start || offset + wanted > _start + _count)
        {
            Fill(offset, wanted);
        }

        var from = (int)(offset - _start);
        return _buffer.AsSpan(from, Math.Min(wanted, _count - from));
    }

    /// <summary>At least one and at most <paramref name="limit"/> bytes at <paramref name="offset"/>: what is at hand; none at the end of the file.</summary>
    public ReadOnlySpan<byte> PeekAvailable(long offset, long limit)
    {
        if (limit <= 0 || Peek(offset, 1).IsEmpty)
        {
            return default;
        }

        var from = (int)(offset - _start);
        return _buffer.AsSpan(from, (int)Math.Min(limit, _count - from));
    }

    private void Fill(long offset, int wanted)
    {
        if (wanted > _buffer.Length)
        {
            _buffer = new byte[wanted];
        }

        var room = (int)Math.Min(_buffer.Length, _length - offset);
        _start = offset;
        _count = 0;
        _count = _readAt(offset, _buffer.AsSpan(0, room));
    }
}
