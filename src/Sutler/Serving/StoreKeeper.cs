using Sutler.Errors;
using Sutler.Go.Serving.Stored;
using Sutler.Server.Operations;
using Sutler.Storage.Content;
using Sutler.Storage.Retention;

namespace Sutler.Serving;

/// <summary>Keeps the store in order while the server answers: at its start, and every few minutes after that.</summary>
internal sealed class StoreKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan StrayInterval = TimeSpan.FromDays(1);

    // What nobody continued for so long, nobody will.
    private static readonly TimeSpan PartialLife = TimeSpan.FromDays(7);

    private readonly CancellationTokenSource _stop = new();
    private readonly ContentStore _store;
    private readonly string _partials;
    private readonly TimeProvider _time;
    private readonly RetentionPolicy _retention;
    private readonly Action<string> _tell;
    private readonly Task _keeping;
    private readonly StoreScrubber _scrubber;

    /// <summary>Begins at once.</summary>
    /// <param name="store">What is kept in order.</param>
    /// <param name="partials">Where zips are on their way.</param>
    /// <param name="retention">What of it goes, and when.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told what the operator should know.</param>
    /// <param name="checkedStretch">Told what came of each stretch of checking.</param>
    public StoreKeeper(ContentStore store, string partials, RetentionPolicy retention, TimeProvider time, Action<string> tell, Action<ScrubResult> checkedStretch)
    {
        (_store, _partials, _retention, _time, _tell) = (store, partials, retention, time, tell);
        _keeping = Task.Run(KeepAsync);
        _scrubber = new StoreScrubber(store, time, tell, checkedStretch);
    }

    /// <summary>What came of the last stretch of checking what is stored; null before the first.</summary>
    public ScrubStatus? LastScrub => _scrubber.Last;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _scrubber.DisposeAsync();
        await _stop.CancelAsync();
        await _keeping;
        _stop.Dispose();
    }

    private async Task KeepAsync()
    {
        var maintenance = new StoreMaintenance(_store, _time);
        long? strays = null;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                var looksForStrays = strays is not { } last || _time.GetElapsedTime(last) >= StrayInterval;
                RemoveOldPartials();
                // A server that was killed holds the lease for a while yet.
                var isDone = await maintenance.RunAsync(new MaintenancePolicy { Retention = _retention, LooksForStrays = looksForStrays }, _stop.Token) is not null;
                strays = looksForStrays && isDone ? _time.GetTimestamp() : strays;
                await Task.Delay(Interval, _time, _stop.Token);
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception failure) when (failure is SutlerException or IOException or UnauthorizedAccessException)
            {
                _tell($"keeping the store in order: {failure.Message}");
                await ((Task)Task.Delay(Interval, _time, _stop.Token)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void RemoveOldPartials()
    {
        var before = _time.GetUtcNow() - PartialLife;
        foreach (var file in new DirectoryInfo(_partials).EnumerateFiles().Where(file => file.LastWriteTimeUtc < before.UtcDateTime))
        {
            try
            {
                file.Delete();
            }
            catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
            {
                _tell($"removing {file.FullName}: {failure.Message}");
            }
        }
    }
}
