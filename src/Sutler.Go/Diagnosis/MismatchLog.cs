using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Quarantine;

namespace Sutler.Go.Diagnosis;

/// <summary>Collects what did not verify during a run, and puts bytes that had just arrived into quarantine, before anything is explained.</summary>
/// <remarks>Explaining costs requests, so only the first few count; nothing here ever hides the failure itself. Thread-safe.</remarks>
public sealed class MismatchLog
{
    /// <summary>How many mismatches of a run are kept and explained.</summary>
    public const int Most = 3;

    private readonly QuarantineStore _quarantine;
    private readonly Lock _gate = new();
    private readonly List<SeenMismatch> _seen = [];
    private readonly HashSet<(string, string)> _keys = [];
    private int _skipped;

    /// <summary>Keeps bytes in <paramref name="quarantine"/>.</summary>
    public MismatchLog(QuarantineStore quarantine) => _quarantine = quarantine;

    /// <summary>What was seen, in order.</summary>
    public IReadOnlyList<SeenMismatch> Seen
    {
        get
        {
            lock (_gate)
            {
                return [.. _seen];
            }
        }
    }

    /// <summary>How many more there were.</summary>
    public int Skipped => Volatile.Read(ref _skipped);

    /// <summary>Notes a file of the cache, which stays where it is.</summary>
    public void NoteCached(CachedVersion version, ChecksumMismatch mismatch, string path)
    {
        if (TryEnter(mismatch))
        {
            Add(new SeenMismatch(version, mismatch) { CachedFile = path });
        }
    }

    /// <summary>Takes a zip that arrived away from where it was received.</summary>
    public Task KeepZipAsync(CachedVersion version, ChecksumMismatch mismatch, (string Path, string Source) arrived, CancellationToken cancellationToken) =>
        KeepAsync(
            new SeenMismatch(version, mismatch) { Source = arrived.Source },
            version.ZipPath,
            (directory, report) => _quarantine.MoveAsync(directory, arrived.Path, report, cancellationToken));

    /// <summary>Keeps a go.mod that arrived.</summary>
    public Task KeepGoModAsync(CachedVersion version, ChecksumMismatch mismatch, (byte[] Data, string Source) arrived, CancellationToken cancellationToken) =>
        KeepAsync(
            new SeenMismatch(version, mismatch) { Source = arrived.Source },
            version.ModPath,
            (directory, report) => _quarantine.KeepAsync(directory, arrived.Data, report, cancellationToken));

    private async Task KeepAsync(SeenMismatch seen, string place, Func<string, QuarantineReport, Task<QuarantineEntry>> keepAsync)
    {
        if (!TryEnter(seen.Mismatch))
        {
            return;
        }

        var report = new QuarantineReport
        {
            Module = seen.Mismatch.Module,
            File = _quarantine.NameOf(place),
            Time = _quarantine.Now,
            Source = seen.Source,
            Found = seen.Mismatch.Found,
            Expected = seen.Mismatch.Listed.Length > 0 ? [new ExpectedHash(NameOf(seen.Mismatch.Witness), seen.Mismatch.Listed)] : [],
            Why = "not looked into yet",
        };
        try
        {
            Add(seen with { Kept = await keepAsync(_quarantine.DirectoryOf(seen.Version), report) });
        }
        catch (SutlerException failure)
        {
            Add(seen with { NotKept = failure.Message });
        }
    }

    private static string NameOf(ChecksumWitness witness) => witness switch
    {
        ChecksumWitness.GoSum => "go.sum",
        ChecksumWitness.Database => "checksum database",
        _ => "ziphash",
    };

    private bool TryEnter(ChecksumMismatch mismatch)
    {
        lock (_gate)
        {
            if (!_keys.Add((mismatch.Key.Path, mismatch.Key.Version)))
            {
                return false;
            }

            _skipped += _keys.Count > Most ? 1 : 0;
            return _keys.Count <= Most;
        }
    }

    private void Add(SeenMismatch seen)
    {
        lock (_gate)
        {
            _seen.Add(seen);
        }
    }
}
