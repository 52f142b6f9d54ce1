using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Verify;

/// <summary>Who may say what hash a module's file ought to have: go.sum, and the checksum database where it has a say.</summary>
/// <remarks>
/// Stored answers that are proven count always, and cost no request. The database itself is asked not under GOPROXY=off, and no more once
/// it could not be reached a few times: a laptop without network has better things to do than to wait for each module.
/// Thread-safe. Spec: WHEN-2, SUMDB-3.
/// </remarks>
internal sealed class HashAuthority
{
    private const string GoModSuffix = "/go.mod";
    private const string NoAnswer = "no proven answer of the checksum database in the cache";
    private const int MostFailures = 3;

    private readonly GoEnvironment _environment;
    private readonly VerifySums _sums;
    private readonly StoredProofs? _proofs;
    private readonly ChecksumDatabase _database;
    private int _failures;

    public HashAuthority(GoEnvironment environment, VerifySums sums, StoredProofs? proofs, ChecksumDatabase database)
    {
        _environment = environment;
        _sums = sums;
        _proofs = proofs;
        _database = database;
    }

    /// <summary>Whether the database is asked for what go.sum has a line for, too.</summary>
    public bool AsksBeyondSums { get; init; }

    /// <summary>What is known of a key as in go.sum; the version ends in <c>/go.mod</c> for go.mod files.</summary>
    public async Task<HashOpinion> FindAsync(ModuleId key, CancellationToken cancellationToken)
    {
        var sums = _sums.Find(key);
        var module = key.Version.EndsWith(GoModSuffix, StringComparison.Ordinal) ? key with { Version = key.Version[..^GoModSuffix.Length] } : key;
        if (!_database.Applies(module.Path))
        {
            return new HashOpinion(sums, null, sums.Count > 0 ? "" : Excluded());
        }

        if (_proofs is not null && await _proofs.FindAsync(module, cancellationToken) is ProofOutcome.Proven proven)
        {
            return Opinion(key, sums, StoredProofs.LinesOf(proven.Record, module));
        }

        if (sums.Count > 0 && !AsksBeyondSums)
        {
            return new HashOpinion(sums, null, "");
        }

        return _environment.GoProxy == "off"
            ? Untold(sums, $"{NoAnswer}, and GOPROXY=off")
            : await AskAsync(key, sums, cancellationToken);
    }

    private async Task<HashOpinion> AskAsync(ModuleId key, IReadOnlyList<Reference> sums, CancellationToken cancellationToken)
    {
        if (Volatile.Read(ref _failures) >= MostFailures)
        {
            return Untold(sums, $"{NoAnswer}, and it was not asked any more: it could not be reached");
        }

        try
        {
            return Opinion(key, sums, await _database.LookupAsync(key, cancellationToken));
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            if (Retrier.FindRetryable(error) is { MayPass: true })
            {
                Interlocked.Increment(ref _failures);
            }

            var prefix = $"{key}: ";
            var reason = error.Message.StartsWith(prefix, StringComparison.Ordinal) ? error.Message[prefix.Length..] : error.Message;
            return Untold(sums, $"{NoAnswer}, and it cannot tell: {reason}");
        }
    }

    // Where go.sum has a line it says what is right; that nobody confirmed the line is another matter.
    private static HashOpinion Untold(IReadOnlyList<Reference> sums, string reason) =>
        sums.Count > 0 ? new HashOpinion(sums, null, "") { Unconfirmed = reason } : new HashOpinion(sums, null, $"not in go.sum, {reason}");

    // The first line that decides, as for the go command; a record without one says nothing. Spec: WHEN-6.
    private HashOpinion Opinion(ModuleId key, IReadOnlyList<Reference> sums, IEnumerable<string> lines)
    {
        var prefix = $"{key.Path} {key.Version} h1:";
        var line = lines.FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal));
        var reference = line is null ? null : new Reference(_proofs?.Name ?? "checksum database", "", line[(prefix.Length - "h1:".Length)..]);
        return reference is not null ? new HashOpinion(sums, reference, "") : Untold(sums, "not in the checksum database's record");
    }

    private string Excluded() => _environment.GoSumDb == "off"
        ? "not in go.sum, and GOSUMDB=off"
        : "not in go.sum, and GONOSUMDB or GOPRIVATE keeps it from the checksum database";
}

/// <summary>What was said of one key.</summary>
/// <param name="Sums">By go.sum files; all must hold.</param>
/// <param name="Database">By the checksum database, proven; null when it said nothing or was not asked.</param>
/// <param name="Unchecked">Why nobody said anything; empty when somebody did.</param>
internal sealed record HashOpinion(IReadOnlyList<Reference> Sums, Reference? Database, string Unchecked)
{
    /// <summary>Why the database did not confirm the lines of go.sum though it has a say; empty when it did, or has none.</summary>
    public string Unconfirmed { get; init; } = "";

    /// <summary>Whose word counts: a proof before a line that anybody may have written.</summary>
    public Reference? Trusted => Database ?? (Sums.Count > 0 ? Sums[0] : null);

    /// <summary>Files that contradict the one whose word counts.</summary>
    public IEnumerable<Reference> Contradicting => Sums.Where(sum => Trusted is { } trusted && sum.Hash != trusted.Hash);
}
