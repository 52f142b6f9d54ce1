using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Serving.Stored;
using Sutler.Server.Operations;
using Sutler.Storage.Content;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;

namespace Sutler.Serving;

/// <summary>Reads all that is stored again, a little at a time, and sets aside what is no longer right: the next request for it fetches it anew.</summary>
/// <remarks>It works a tenth of the time, so that it takes little from those who want answers. Of several nodes one does it.</remarks>
internal sealed class StoreScrubber : IAsyncDisposable
{
    private const int Stretch = 20;
    private const int RestsPerWork = 9;

    // Nobody is to wait for a server that has just been started.
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Age = TimeSpan.FromDays(1);
    private static readonly TimeSpan LeaseDuration = TimeSpan.FromSeconds(30);
    private static readonly IndexKey LeaseName = IndexKey.Create("lease", "scrub");

    private readonly CancellationTokenSource _stop = new();
    private readonly ContentStore _store;
    private readonly TimeProvider _time;
    private readonly Action<string> _tell;
    private readonly Action<ScrubResult> _checked;
    private readonly Task _scrubbing;

    /// <summary>What came of the last stretch in which something was due; null before the first.</summary>
    public ScrubStatus? Last { get; private set; }

    /// <summary>Begins after a minute.</summary>
    /// <param name="store">What is checked.</param>
    /// <param name="time">The clock.</param>
    /// <param name="tell">Told what the operator should know.</param>
    /// <param name="checkedStretch">Told what came of each stretch.</param>
    public StoreScrubber(ContentStore store, TimeProvider time, Action<string> tell, Action<ScrubResult> checkedStretch)
    {
        (_store, _time, _tell, _checked) = (store, time, tell, checkedStretch);
        _scrubbing = Task.Run(ScrubAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _scrubbing;
        _stop.Dispose();
    }

    private async Task ScrubAsync()
    {
        var scrub = new ContentScrub(_store, new ModuleFileVerifier(), _time);
        var rest = Start;
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(rest, _time, _stop.Token);
                var start = _time.GetTimestamp();
                rest = await RunAsync(scrub) ? _time.GetElapsedTime(start) * RestsPerWork : Interval;
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (OperationCanceledException)
            {
                // The lease was lost: another node is at it.
                rest = Interval;
            }
            catch (SutlerException failure)
            {
                _tell($"checking what is stored: {failure.Message}");
                rest = Interval;
            }
        }
    }

    // Whether there may be more to check.
    private async Task<bool> RunAsync(ContentScrub scrub)
    {
        if (await _store.Index.Leases.TryAcquireAsync(LeaseName, LeaseDuration, _stop.Token) is not LeaseAttempt.Acquired { Lease: var lease })
        {
            return false;
        }

        await using (lease)
        {
            using var stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token, lease.Lost);
            var result = await scrub.RunAsync(Age, Stretch, stop.Token);
            await lease.ReleaseAsync(_stop.Token);
            _checked(result);
            Tell(result);
            if (result.Checked.Count > 0 || result.Unreadable.Count > 0)
            {
                Last = new ScrubStatus(_time.GetUtcNow(), result.Checked.Count, result.Checked.Bytes, result.Removed.Count, result.Unreadable.Count);
            }

            return result.Checked.Count > 0;
        }
    }

    private void Tell(ScrubResult result)
    {
        foreach (var gone in result.Removed)
        {
            _tell($"{gone.Key.Name} is damaged or lost in the store: set aside, and fetched again when it is asked for");
        }

        if (result.Unreadable is [var first, ..])
        {
            _tell(string.Create(CultureInfo.InvariantCulture, $"{result.Unreadable.Count} of what is stored could not be checked, among them {first.Entry.Key.Name}: {first.Failure.Message}"));
        }
    }
}
