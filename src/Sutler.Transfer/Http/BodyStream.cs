using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>A body as it arrives: bounded silence, failures in one vocabulary, and a place at the host that is given back when it is over.</summary>
internal sealed class BodyStream : Stream
{
    private readonly Stream _inner;
    private readonly BandwidthLimit? _bandwidth;
    private readonly CancellationTokenSource _idle;
    private HostPlace? _place;
    private volatile bool _givenUp;

    public BodyStream(Stream inner, TimeSpan idleTimeout, TimeProvider time, HostPlace place, BandwidthLimit? bandwidth = null)
    {
        _inner = inner;
        IdleTimeout = idleTimeout;
        _bandwidth = bandwidth;
        _idle = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        _place = place;
    }

    /// <summary>Longest silence.</summary>
    public TimeSpan IdleTimeout { get; set; }

    /// <summary>Who counts the bytes, and whose they are; null for nobody.</summary>
    public (IExchangeObserver By, Url Url)? Observer { get; init; }

    /// <summary>Whether somebody waits for a place such as this body holds.</summary>
    public bool OthersWait => Volatile.Read(ref _place) is { OthersWait: true };

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>The place, which from now on is the caller's; null when it was given back.</summary>
    public HostPlace? KeepPlace() => Interlocked.Exchange(ref _place, null);

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        buffer = _bandwidth is null ? buffer : buffer[..Math.Min(buffer.Length, _bandwidth.LargestRead)];
        _idle.CancelAfter(IdleTimeout);
        using var registration = cancellationToken.UnsafeRegister(static state => ((BodyStream)state!).GiveUp(), this);
        try
        {
            var read = await _inner.ReadAsync(buffer, _idle.Token);
            _idle.CancelAfter(Timeout.InfiniteTimeSpan);
            if (read == 0 && buffer.Length > 0)
            {
                End();
            }
            else if (Observer is { } observer)
            {
                observer.By.Received(observer.Url, read);
            }
            if (_bandwidth is not null)
            {
                await _bandwidth.SpendAsync(read, cancellationToken);
            }
            return read;
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or OperationCanceledException or InvalidDataException)
        {
            if (_givenUp)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }
            var broken = TransferFailures.WhileReading(failure, IdleTimeout);
            if (Observer is { } observer)
            {
                observer.By.Broke(observer.Url, broken.Fault);
            }
            throw broken;
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("a body is read asynchronously");

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override async ValueTask DisposeAsync()
    {
        await _inner.DisposeAsync();
        _idle.Dispose();
        End();
        await base.DisposeAsync();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _inner.Dispose();
            _idle.Dispose();
            End();
        }
        base.Dispose(disposing);
    }

    // Both causes cancel the same source: whichever comes first is the one to tell.
    private void GiveUp()
    {
        _givenUp = !_idle.IsCancellationRequested;
        _idle.Cancel();
    }

    private void End() => KeepPlace()?.Dispose();
}
