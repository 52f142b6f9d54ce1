namespace Sutler.Go.Serving.Stored;

/// <summary>A zip that is still coming, for one client.</summary>
internal sealed class ArrivingZip : ServedContent
{
    private readonly ZipFlight _flight;
    private int _generation;
    private int _isLeft;

    /// <summary>Reads a flight that has begun and was entered for this; disposing leaves it.</summary>
    public ArrivingZip(ZipFlight flight)
    {
        _flight = flight;
        Length = flight.Length;
    }

    /// <inheritdoc/>
    public override long? Length { get; }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, long offset, CancellationToken cancellationToken)
    {
        (var count, _generation) = await _flight.ReadAsync(buffer, offset, (_generation, Length), cancellationToken);
        return count;
    }

    /// <inheritdoc/>
    public override Task WaitUntilSettledAsync(CancellationToken cancellationToken) => _flight.Over.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isLeft, 1) == 0)
        {
            _flight.Leave();
        }

        return base.DisposeAsync();
    }
}
