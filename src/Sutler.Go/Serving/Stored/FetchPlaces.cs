using Sutler.Errors;

namespace Sutler.Go.Serving.Stored;

/// <summary>How many fetches of one kind there are at a time, and how many may wait. What is stored never comes by here.</summary>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
internal sealed class FetchPlaces(int active, int waiting, string what)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _places = new(active);
    private int _waiting;

    /// <summary>How many are taken, and how many wait for one.</summary>
    public FetchLoad Load
    {
        get
        {
            // Two numbers that change meanwhile: none may become less than nothing.
            var taken = active - _places.CurrentCount;
            return new FetchLoad(taken, Math.Max(0, Volatile.Read(ref _waiting) - taken));
        }
    }

    /// <summary>Waits for a place, to be given back by disposing; throws a <see cref="BusyException"/> where too many wait already.</summary>
    public async ValueTask<Place> TakeAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Increment(ref _waiting) > active + waiting)
        {
            Interlocked.Decrement(ref _waiting);
            throw new BusyException($"too many modules are being fetched {what} at the moment");
        }

        try
        {
            await _places.WaitAsync(cancellationToken);
            return new Place(this);
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
    }

    /// <summary>A place that is taken.</summary>
    internal readonly struct Place(FetchPlaces places) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose()
        {
            places._places.Release();
            Interlocked.Decrement(ref places._waiting);
        }
    }
}

/// <summary>Too much is going on to take one thing more.</summary>
internal sealed class BusyException(string message) : SutlerException(message);
