using System.Diagnostics;
using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Files;

/// <summary>Further requests for one file, during one attempt: where the server can, where it helps, and only while nobody else waits.</summary>
internal sealed class ExtraRanges(
    FileTransferParts parts, RangeClaims claims, PartialFile file, Url url, Func<RangeClaim, HostPlace, FileIdentity, CancellationToken, Task<bool>> fetchAsync)
{
    private const int MostFailures = 3;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly List<Task> _running = [];
    private CancellationTokenSource? _stop;
    private int _failures;
    private volatile bool _isForbidden = true;
    private bool _gaveUp;
    private TimeSpan _started;
    private TimeSpan _next;
    private long _heldAtStart;

    /// <summary>From now on, once the main request has run for a moment, the server may be asked for parts.</summary>
    public void Allow()
    {
        _isForbidden = _gaveUp || parts.Options.ExtraRequests == 0;
        _started = Now;
        _next = _started + parts.Options.ExtraAfter;
        _heldAtStart = file.Held;
    }

    /// <summary>The server is not asked for parts.</summary>
    public void Forbid() => _isForbidden = true;

    /// <summary>Called by the main request after each block: starts another one where it helps. Always false.</summary>
    public bool Consider(CancellationToken cancellationToken)
    {
        if (_isForbidden || file.Identity is not { } identity || Now is var now && now < _next)
        {
            return false;
        }
        _next = now + Pause;
        _running.RemoveAll(task => task.IsCompleted);
        if (_running.Count < parts.Options.ExtraRequests && IsWorthIt(identity, now))
        {
            Start(identity, cancellationToken);
        }
        return false;
    }

    /// <summary>Waits until one of those that run has ended.</summary>
    public async Task WaitForOneAsync()
    {
        if (_running.Count == 0)
        {
            throw new UnreachableException("bytes that nobody fetches");
        }
        _running.Remove(await Task.WhenAny(_running));
    }

    /// <summary>Ends them all; what they brought stays.</summary>
    public async Task StopAsync()
    {
        if (_stop is null)
        {
            return;
        }
        await _stop.CancelAsync();
        await Task.WhenAll(_running);
        _running.Clear();
        _stop.Dispose();
        _stop = null;
    }

    private TimeSpan Now => parts.Time.GetElapsedTime(0);

    private bool IsWorthIt(FileIdentity identity, TimeSpan now)
    {
        var held = file.Held;
        var rate = (held - _heldAtStart) / (now - _started).TotalSeconds;
        return identity.Length - held > rate * parts.Options.ExtraWorth.TotalSeconds;
    }

    private void Start(FileIdentity identity, CancellationToken cancellationToken)
    {
        if (identity.Length - file.Held < 2L * parts.Options.ChunkSize || parts.Http.TryReserve(new FetchRequest(url, FetchPriority.Spare)) is not { } place)
        {
            return;
        }
        if (claims.TakeLast(parts.Options.ChunkSize) is not { } claim)
        {
            place.Dispose();
            return;
        }
        _stop ??= CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _running.Add(RunAsync(claim, place, identity, _stop.Token));
    }

    // What it does not bring is free again; the main request does not fail for it.
    private async Task RunAsync(RangeClaim claim, HostPlace place, FileIdentity identity, CancellationToken cancellationToken)
    {
        try
        {
            if (!await fetchAsync(claim, place, identity, cancellationToken))
            {
                GiveUp();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Stopped.
        }
        catch (SutlerException)
        {
            if (Interlocked.Increment(ref _failures) >= MostFailures)
            {
                GiveUp();
            }
        }
        finally
        {
            claims.Return(claim);
        }
    }

    private void GiveUp() => _isForbidden = _gaveUp = true;
}
