using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Quarantine;
using Sutler.Go.Sources;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Diagnosis;

/// <summary>Finds out why something did not verify: asks go.sum, the checksum database and the sources, each once, and keeps what they said.</summary>
/// <remarks>
/// Sources and database are asked by the run's own rules: no proxy hears of a module that GONOPROXY matches, the database of none that
/// GONOSUMDB matches. The other sources are asked only when the one in question does not settle it. Nothing is published.
/// </remarks>
public sealed class MismatchInvestigator
{
    private readonly ModuleCache _cache;
    private readonly GoSumState _goSum;
    private readonly ChecksumDatabase _database;
    private readonly SourceChain _sources;
    private readonly QuarantineStore _quarantine;

    /// <summary>Creates an investigator over the parts of a run.</summary>
    public MismatchInvestigator(ModuleCache cache, GoSumState goSum, ChecksumDatabase database, SourceChain sources, QuarantineStore quarantine)
    {
        _cache = cache;
        _goSum = goSum;
        _database = database;
        _sources = sources;
        _quarantine = quarantine;
    }

    /// <summary>The cause with its evidence; the report of what is in quarantine says the same afterwards. Only a cancellation is thrown.</summary>
    public async Task<MismatchDiagnosis> InvestigateAsync(SeenMismatch seen, CancellationToken cancellationToken)
    {
        var work = new Work(seen);
        string? scratch = null;
        try
        {
            scratch = _quarantine.CreateScratch(_quarantine.DirectoryOf(seen.Version));
            var evidence = await GatherAsync(work, new SourceAsker(seen.Mismatch.Module, seen.Mismatch.IsGoMod, scratch, _cache.Space), cancellationToken);
            var decided = MismatchRules.Decide(evidence) with
            {
                Evidence = EvidenceTable.Of(evidence, seen.Source, DatabaseAsker.NameOf(_database, seen.Mismatch.Key)),
                Kept = WhereKept(seen),
            };
            await RememberAsync(work, evidence, decided, cancellationToken);
            return decided;
        }
        catch (SutlerException failure)
        {
            return new MismatchDiagnosis(
                MismatchCause.Undetermined, $"the evidence could not be gathered: {SourceAsker.FirstLine(failure.Message)}", "mend that, and run the same command again");
        }
        finally
        {
            RemoveQuietly(scratch);
        }
    }

    private static string WhereKept(SeenMismatch seen) => seen switch
    {
        { Kept: { Report.Kept: [var name, ..] } kept } => Path.Combine(kept.Path, name),
        { NotKept.Length: > 0 } => "not kept: " + seen.NotKept,
        _ => "",
    };

    private static void RemoveQuietly(string? scratch)
    {
        try
        {
            if (scratch is not null)
            {
                TreeRemover.Remove(scratch);
            }
        }
        catch (SutlerException)
        {
            // Out of the way where it is; prune removes it.
        }
    }

    private async Task<MismatchEvidence> GatherAsync(Work work, SourceAsker asker, CancellationToken cancellationToken)
    {
        var mismatch = work.Seen.Mismatch;
        var (found, disk) = await LookAsync(work.Seen, cancellationToken);
        var sources = _sources.Each(ModulePath.Parse(mismatch.Module.Path));
        var source = sources.FirstOrDefault(candidate => work.Seen.Source.Length > 0 ? candidate.Name == work.Seen.Source || candidate.Repository?.Source == work.Seen.Source : candidate.Repository is not null)
            ?? (sources is [var first, ..] ? first : new NamedSource("GOPROXY", null, "it names no source"));
        var evidence = new MismatchEvidence
        {
            Key = mismatch.Key,
            Found = found,
            WasInCache = work.Seen.CachedFile is not null,
            GoSum = mismatch.Witness == ChecksumWitness.GoSum ? mismatch.Listed : await GoSumAsync(mismatch.Key, cancellationToken),
            Database = mismatch.Witness == ChecksumWitness.Database
                ? new DatabaseAnswer.Lists(mismatch.Listed)
                : await DatabaseAsker.AskAsync(_database, mismatch.Key, cancellationToken),
            Disk = disk,
            Source = await asker.AskAsync(source, cancellationToken),
        };
        work.Compare(asker.LastFile, evidence.Source, evidence.Expected);
        if (!MismatchRules.NeedsOthers(evidence))
        {
            return evidence;
        }

        // Until one has what is expected: a zip may have 500 MB.
        List<SourceAnswer> others = [];
        foreach (var other in sources.Where(other => other != source))
        {
            var isKnown = others.OfType<SourceAnswer.Gave>().Any(answer => answer.Content.H1.Length > 0 && answer.Content.H1 == evidence.Expected);
            others.Add(isKnown ? new SourceAnswer.NotAsked(other.Name, "it was not needed any more") : await asker.AskAsync(other, cancellationToken));
            work.Compare(asker.LastFile, others[^1], evidence.Expected);
        }

        return evidence with { Others = others };
    }

    private async Task<string?> GoSumAsync(ModuleId key, CancellationToken cancellationToken) =>
        (await _goSum.ListedAsync(key, cancellationToken)).FirstOrDefault(hash => hash.StartsWith("h1:", StringComparison.Ordinal));

    // What lies in the cache is looked at anew: a record may be what is wrong.
    private async Task<(Content Found, DiskAnswer Disk)> LookAsync(SeenMismatch seen, CancellationToken cancellationToken)
    {
        if (seen.CachedFile is null)
        {
            return (new Content(seen.Mismatch.Found, seen.Kept?.Report?.Sha256 ?? ""), new DiskAnswer.NotLookedAt());
        }

        var path = seen.Mismatch.IsGoMod ? seen.Version.ModPath : seen.Version.ZipPath;
        try
        {
            var disk = DiskAsker.Ask(_cache.Layout, path, cancellationToken);
            if (seen.Mismatch.IsGoMod)
            {
                return (SourceAsker.GoModContent(await File.ReadAllBytesAsync(path, cancellationToken)), disk);
            }

            var content = await SourceAsker.ZipContentAsync(path, cancellationToken);
            return (content, DiskAsker.WithHash(disk, content, await _cache.ReadZipHashAsync(seen.Version, cancellationToken)));
        }
        catch (Exception error) when (OsError.Is(error) || error is SutlerException)
        {
            return (new Content(seen.Mismatch.Found, ""), new DiskAnswer.NoRecord());
        }
    }

    private async Task RememberAsync(Work work, MismatchEvidence evidence, MismatchDiagnosis decided, CancellationToken cancellationToken)
    {
        if (work.Seen.Kept is not { Report: { } report } entry)
        {
            return;
        }

        List<ExpectedHash> expected = [];
        if (evidence.GoSum is { } line)
        {
            expected.Add(new ExpectedHash("go.sum", line));
        }

        if (evidence.Database is DatabaseAnswer.Lists lists)
        {
            expected.Add(new ExpectedHash("checksum database", lists.Hash));
        }

        await _quarantine.RewriteAsync(
            entry,
            report with { Cause = decided.Cause, Why = decided.Why, Evidence = decided.Evidence, Expected = expected, FirstDifference = work.FirstDifference },
            cancellationToken);
    }

    // What only the report wants to know.
    private sealed record Work(SeenMismatch Seen)
    {
        public string FirstDifference { get; private set; } = "";

        public void Compare(string? file, SourceAnswer answer, string? expected)
        {
            var isGood = answer is SourceAnswer.Gave { Content.H1.Length: > 0 } gave && gave.Content.H1 == expected;
            if (file is not null && isGood && FirstDifference.Length == 0 && Seen.Kept is { Report.Kept: [var name, ..] } kept)
            {
                FirstDifference = ZipComparison.FirstDifference(Path.Combine(kept.Path, name), file);
            }
        }
    }
}
