namespace Sutler.Terminals;

/// <summary>Standard error, whose loss nobody can be told of: after the first failure what is written is dropped, and the run goes on.</summary>
/// <remarks>It is lost when the terminal is closed or the disk of a log is full.</remarks>
internal sealed class ErrorStream(Stream stream) : Stream
{
    private volatile bool _lost;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (_lost)
        {
            return;
        }

        try
        {
            stream.Write(buffer);
        }
        catch (IOException)
        {
            _lost = true;
        }
    }

    /// <inheritdoc/>
    public override void Flush()
    {
        // The console's stream keeps nothing back.
    }

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            stream.Dispose();
        }

        base.Dispose(disposing);
    }
}
