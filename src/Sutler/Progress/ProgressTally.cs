using System.Collections.Concurrent;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Transfer;

namespace Sutler.Progress;

/// <summary>Counts what happens; any thread may call it.</summary>
internal sealed class ProgressTally(TimeProvider time)
{
    private const int Slowest = 3;

    /// <summary>Fewer lengths than this say nothing about the others.</summary>
    private const int EnoughLengths = 3;

    /// <summary>A host that fails does so for many at once; a few tell as much as all.</summary>
    private const int ShownRequests = 2;

    /// <summary>How long a request of no transfer is still shown after its next attempt began: nobody says how that ended.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    private static readonly ModuleFileKind[] Kinds = [ModuleFileKind.GoMod, ModuleFileKind.Info, ModuleFileKind.Zip];

    private readonly ConcurrentDictionary<(ModuleId Module, ModuleFileKind Kind), TallyTransfer> _active = new();
    private readonly ConcurrentDictionary<string, TallyRetry> _requests = new(StringComparer.Ordinal);
    private readonly List<SlowModule> _slowest = [];
    private int _planned;
    private int _downloaded;
    private int _cached;
    private int _failed;
    private int _retries;
    private int _resumes;
    private long _bytes;
    private int _arrived;
    private long _arrivedBytes;
    private long _sequence;

    /// <summary>Takes the larger of the numbers it has heard; says whether this one is.</summary>
    public bool Planned(int modules)
    {
        for (var known = _planned; modules > known;)
        {
            var seen = Interlocked.CompareExchange(ref _planned, modules, known);
            if (seen == known)
            {
                return true;
            }

            known = seen;
        }

        return false;
    }

    /// <summary>A transfer begins, or begins again.</summary>
    public void Started(ModuleId module, ModuleFileKind kind, long? length)
    {
        var transfer = _active.GetOrAdd((module, kind), static (key, sequence) => new TallyTransfer(key.Module, key.Kind, sequence), Interlocked.Increment(ref _sequence));
        transfer.Start(length);
    }

    /// <summary>Bytes arrived.</summary>
    public void Received(ModuleId module, ModuleFileKind kind, int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (_active.TryGetValue((module, kind), out var transfer))
        {
            Stir(transfer);
            transfer.Receive(bytes);
        }
    }

    /// <summary>A transfer ended well; it is remembered until the module is published.</summary>
    public void Finished(ModuleId module, ModuleFileKind kind)
    {
        if (_active.TryGetValue((module, kind), out var transfer))
        {
            transfer.Finish();
        }
    }

    /// <summary>Nothing more comes of a transfer; false when there was none.</summary>
    public bool Dropped(ModuleId module, ModuleFileKind kind) => _active.TryRemove((module, kind), out _);

    /// <summary>An attempt failed and another follows; returns the transfer it belongs to, if it does.</summary>
    public TallyTransfer? Retrying(RetryNotice notice)
    {
        Interlocked.Increment(ref _retries);
        var retry = new TallyRetry(notice.Failures + 1, time.GetTimestamp(), notice.Delay, ProgressText.Reason(notice.Reason));
        if (Find(notice.Url) is not { } transfer)
        {
            _requests[notice.Url.Redacted] = retry;
            return null;
        }

        Stir(transfer);
        transfer.Retry(retry);
        return transfer;
    }

    /// <summary>A file goes on in the middle; returns the transfer it belongs to, if it does.</summary>
    public TallyTransfer? Resumed(ResumeNotice notice)
    {
        Interlocked.Increment(ref _resumes);
        var transfer = Find(notice.Url);
        if (transfer is not null)
        {
            Stir(transfer);
            transfer.Resume(notice.Kept, notice.Length);
        }

        return transfer;
    }

    /// <summary>A module version is whole.</summary>
    public void Published(ModuleId module, bool cached)
    {
        if (!cached && _active.TryGetValue((module, ModuleFileKind.Zip), out var transfer) && transfer.Stirred is { } first)
        {
            Remember(new SlowModule(module, time.GetElapsedTime(first)));
            Interlocked.Add(ref _arrivedBytes, transfer.Look(time).Transfer.Received);
            Interlocked.Increment(ref _arrived);
        }

        Forget(module);
        Interlocked.Increment(ref cached ? ref _cached : ref _downloaded);
    }

    /// <summary>A module version failed.</summary>
    public void Failed(ModuleId module)
    {
        Forget(module);
        Interlocked.Increment(ref _failed);
    }

    /// <summary>The numbers now, with at most <paramref name="transfers"/> of the requests and transfers under way.</summary>
    public ProgressSnapshot Snapshot(int transfers)
    {
        var requests = Requests().Take(Math.Min(ShownRequests, transfers)).ToList();
        var active = _active.Values.Select(transfer => transfer.Look(time)).ToList();
        var (downloaded, cached, failed) = (Volatile.Read(ref _downloaded), Volatile.Read(ref _cached), Volatile.Read(ref _failed));
        var planned = Volatile.Read(ref _planned);
        var (left, expected) = ToCome(active.ConvertAll(seen => seen.Transfer), planned - downloaded - cached - failed);
        return new ProgressSnapshot
        {
            Planned = planned,
            Downloaded = downloaded,
            Cached = cached,
            Failed = failed,
            Retries = Volatile.Read(ref _retries),
            Resumes = Volatile.Read(ref _resumes),
            Bytes = Interlocked.Read(ref _bytes),
            BytesLeft = left,
            BytesExpected = expected,
            ActiveCount = active.Count,
            WaitingCount = active.Count(seen => seen.Transfer is { State: TransferState.Waiting, Retry: null }),
            Active = [.. active.OrderBy(seen => Rank(seen.Transfer)).ThenBy(seen => seen.Order).Take(transfers - requests.Count).Select(seen => seen.Transfer)],
            Requests = requests,
            Slowest = SlowestModules(),
        };
    }

    private static int Rank(ActiveTransfer transfer) => transfer switch
    {
        { State: TransferState.Moving } or { Retry: not null } => 0,
        { State: TransferState.Received } => 1,
        _ => 2,
    };

    // Certain only if each module that is to come has told its length; the others are taken to be as long as those that have.
    private (long? Left, long? Expected) ToCome(List<ActiveTransfer> active, int modules)
    {
        var zips = active.FindAll(transfer => transfer.Kind == ModuleFileKind.Zip);
        var known = zips.FindAll(zip => LengthOf(zip) is not null);
        var missing = known.Sum(zip => zip.State == TransferState.Received ? 0 : Math.Max(0, zip.Length!.Value - zip.Received));
        var unknown = Math.Max(modules, zips.Count) - known.Count;
        if (modules <= 0 || unknown == 0)
        {
            return modules > 0 ? (missing, missing) : (null, null);
        }

        var lengths = Volatile.Read(ref _arrived) + known.Count;
        var sum = Interlocked.Read(ref _arrivedBytes) + known.Sum(zip => LengthOf(zip)!.Value);
        return (null, lengths >= EnoughLengths ? missing + (sum / lengths * unknown) : null);
    }

    private static long? LengthOf(ActiveTransfer zip) => zip.State == TransferState.Received ? zip.Received : zip.Length;

    private IEnumerable<RetriedRequest> Requests()
    {
        foreach (var (url, retry) in _requests.OrderBy(entry => entry.Value.At))
        {
            if (time.GetElapsedTime(retry.At) > retry.Delay + Grace)
            {
                _requests.TryRemove(KeyValuePair.Create(url, retry));
                continue;
            }

            yield return new RetriedRequest(url, retry.Look(time));
        }
    }

    private TallyTransfer? Find(Transfer.Urls.Url url) => _active.Values.FirstOrDefault(transfer => transfer.Asks(url));

    private void Stir(TallyTransfer transfer)
    {
        if (transfer.Stirred is null)
        {
            transfer.Stir(time.GetTimestamp(), Interlocked.Increment(ref _sequence));
        }
    }

    private void Remember(SlowModule module)
    {
        lock (_slowest)
        {
            var place = _slowest.FindIndex(other => other.Time < module.Time);
            _slowest.Insert(place < 0 ? _slowest.Count : place, module);
            _slowest.RemoveRange(Math.Min(Slowest, _slowest.Count), Math.Max(0, _slowest.Count - Slowest));
        }
    }

    private SlowModule[] SlowestModules()
    {
        lock (_slowest)
        {
            return [.. _slowest];
        }
    }

    private void Forget(ModuleId module)
    {
        foreach (var kind in Kinds)
        {
            _active.TryRemove((module, kind), out _);
        }
    }
}
