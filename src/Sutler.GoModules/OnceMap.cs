namespace Sutler.GoModules;

/// <summary>Makes each value once, however many ask for it at the same time, and remembers it or its failure, or lets go of it at once.</summary>
/// <remarks>
/// The work runs on a token of its own, so that the first caller's cancellation does not fail the others; when the last one
/// waiting gives up, the work is cancelled and forgotten. A failure releases all waiters at once. Thread-safe.
/// </remarks>
/// <param name="remembers">Whether later callers get what was made, as in one run; a server, which runs for ever, makes it anew.</param>
public sealed class OnceMap<TKey, TValue>(bool remembers = true)
    where TKey : notnull
{
    private readonly Lock _lock = new();
    private readonly Dictionary<TKey, Flight> _flights = [];

    /// <summary>The value of <paramref name="key"/>, made by <paramref name="make"/> unless that has happened before.</summary>
    public async Task<TValue> GetAsync(TKey key, Func<CancellationToken, Task<TValue>> make, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var flight = Join(key, out var isFirst);
        if (isFirst)
        {
            flight.Start(make);
        }

        try
        {
            return await flight.Result.WaitAsync(cancellationToken);
        }
        finally
        {
            Leave(key, flight);
        }
    }

    private Flight Join(TKey key, out bool isFirst)
    {
        lock (_lock)
        {
            isFirst = !_flights.TryGetValue(key, out var flight);
            if (flight is null)
            {
                flight = new Flight();
                _flights.Add(key, flight);
            }

            flight.Waiting++;
            return flight;
        }
    }

    private void Leave(TKey key, Flight flight)
    {
        lock (_lock)
        {
            flight.Waiting--;
            var isAbandoned = flight.Waiting == 0 && !flight.Result.IsCompleted;
            if (!isAbandoned && !flight.Result.IsCanceled && (remembers || !flight.Result.IsCompleted))
            {
                return;
            }

            if (_flights.TryGetValue(key, out var current) && current == flight)
            {
                _flights.Remove(key);
            }
        }

        // Of work that has ended nothing is left to cancel.
        flight.Cancel();
    }

#pragma warning disable CA1001 // The token source is never linked and has no timer: there is nothing to dispose.
    private sealed class Flight
#pragma warning restore CA1001
    {
        private readonly TaskCompletionSource<TValue> _result = new(TaskCreationOptions.RunContinuationsAsynchronously);

        private readonly CancellationTokenSource _abandoned = new();

        public int Waiting { get; set; }

        public Task<TValue> Result => _result.Task;

        public void Start(Func<CancellationToken, Task<TValue>> make) => _ = RunAsync(make);

        public void Cancel() => _abandoned.Cancel();

        private async Task RunAsync(Func<CancellationToken, Task<TValue>> make)
        {
            try
            {
                _result.TrySetResult(await make(_abandoned.Token));
            }
            catch (OperationCanceledException) when (_abandoned.IsCancellationRequested)
            {
                _result.TrySetCanceled(_abandoned.Token);
            }
#pragma warning disable CA1031 // Every failure belongs to those who wait, whatever it is.
            catch (Exception e)
#pragma warning restore CA1031
            {
                _result.TrySetException(e);
                // Seen, even if all who waited have left.
                _ = _result.Task.Exception;
            }
        }
    }
}
