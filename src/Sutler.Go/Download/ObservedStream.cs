using Sutler.Go.Cache;

namespace Sutler.Go.Download;

/// <summary>Passes writes to a file on and tells how many bytes they were; a full disk is told with the file's name.</summary>
internal sealed class ObservedStream : Stream
{
    private readonly Stream _inner;
    private readonly string _path;
    private readonly Action<int> _written;

    internal ObservedStream(Stream inner, string path, Action<int> written)
    {
        _inner = inner;
        _path = path;
        _written = written;
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _inner.Length;

    public override long Position
    {
        get => _inner.Position;
        set => throw new NotSupportedException();
    }

    public override void Flush() => _inner.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => _inner.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        try
        {
            _inner.Write(buffer);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("write", _path, error);
        }

        _written(buffer.Length);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        try
        {
            await _inner.WriteAsync(buffer, cancellationToken);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("write", _path, error);
        }

        _written(buffer.Length);
    }
}
