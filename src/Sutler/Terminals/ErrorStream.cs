namespace Sutler.Terminals;

/// <summary>Standard error, whose loss nobody can be told of: after the first failure what is written is dropped, and the run goes on.</summary>
/// <remarks>It is lost when the terminal is closed or the disk of a log is full.</remarks>
internal sealed class ErrorStream(Stream stream) : WriteOnlyStream
{
    private volatile bool _lost;

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
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            _lost = true;
        }
    }

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
