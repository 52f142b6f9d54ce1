using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Diagnosis;
using Sutler.Go.Quarantine;
using Sutler.Go.Verify;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Repair;

/// <content>Zip, ziphash and tree: three forms of one content.</content>
internal sealed partial class ModuleRepair
{
    // Of a tree so many of the files that differ are kept.
    private const int MostKeptFiles = 16;
    private const long LargestKeptFile = 16 << 20;

    private bool IsBad(RepairedPart part) => _findings[part].Any();

    private async Task RepairContentAsync(CancellationToken cancellationToken)
    {
        (RepairedPart Part, string File)[] all = [(RepairedPart.Zip, _version.ZipPath), (RepairedPart.ZipHash, _version.ZipHashPath), (RepairedPart.Tree, _version.TreePath)];
        var begun = all.Where(part => IsBad(part.Part)).Select(part => Begin(part.Part, part.File)).ToList();
        if (begun.Count == 0)
        {
            return;
        }

        try
        {
            var heard = await HearAsync(
                Module,
                await _context.Authority.FindAsync(Module, cancellationToken),
                [RepairedPart.Zip, RepairedPart.ZipHash, RepairedPart.Tree],
                cancellationToken);
            begun = await RepairContentAsync(begun, heard, cancellationToken);
        }
        catch (SutlerException failure)
        {
            begun = Fail(begun, failure.Message);
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            begun = Fail(begun, failure.Message);
        }

        begun.ForEach(Add);
    }

    private static List<RepairResult> Fail(List<RepairResult> results, string reason) =>
        results.ConvertAll(result => result.Outcome == RepairOutcome.Removed || result.Reason.Length > 0
            ? result
            : result with { Outcome = RepairOutcome.Failed, Reason = SourceAsker.FirstLine(reason) });

    private async Task<List<RepairResult>> RepairContentAsync(
        List<RepairResult> begun, (HashOpinion Opinion, DatabaseAnswer Database) heard, CancellationToken cancellationToken)
    {
        var opinion = heard.Opinion;
        if (opinion.Contradicting.Any())
        {
            return Fail(begun.ConvertAll(result => result with { Cause = MismatchCause.GoSumDisagrees }), BothCannotHold);
        }

        if (Parts.DryRun)
        {
            return begun.ConvertAll(result => result with { Outcome = RepairOutcome.Planned });
        }

        var expected = opinion.Trusted?.Hash ?? await ExpectedByRecordAsync(cancellationToken);
        if (!IsBad(RepairedPart.Zip) && !IsBad(RepairedPart.Tree))
        {
            return [await RewriteZipHashAsync(begun[0], expected, cancellationToken)];
        }

        var before = FileStatus.Of(_version.ZipPath);
        var needsZip = IsBad(RepairedPart.Zip) || before.Kind == FileKind.Missing;
        var restorer = new ZipRestorer(_context, _version, expected);
        using var restored = needsZip ? await restorer.RestoreAsync(cancellationToken) : null;
        begun = begun.ConvertAll(result => WithAnswers(result, restorer, restored, (heard, expected)));
        return needsZip && restored is null
            ? await GiveUpAsync(begun, before, (expected is null, IsWhatSourcesServe(restorer.Answers, RepairedPart.Zip)), cancellationToken)
            : await PublishAsync(begun, restored, before, expected, cancellationToken);
    }

    // Nobody else says anything: the record beside the zip, or what the verification made of all three.
    private async Task<string?> ExpectedByRecordAsync(CancellationToken cancellationToken)
    {
        var blamed = _findings.SelectMany(part => part)
            .FirstOrDefault(finding => finding.Kind is FindingKind.ZipModified or FindingKind.ZipHashModified or FindingKind.TreeModified && H1Hash.TryParse(finding.Expected, out _, out _));
        if (blamed is not null)
        {
            return blamed.Expected;
        }

        if (IsBad(RepairedPart.ZipHash))
        {
            return await ExpectedByZipAsync(cancellationToken);
        }

        return await _context.Cache.ReadZipHashAsync(_version, cancellationToken) is ZipHash.Present recorded ? recorded.Hash.Text : null;
    }

    // A ziphash alone is lost when a process dies writing it; the go command, too, then takes the zip's word. Spec: CACHE-7.
    private async Task<string?> ExpectedByZipAsync(CancellationToken cancellationToken)
    {
        var mayTrust = !IsBad(RepairedPart.Zip) && FileStatus.Of(_version.ZipPath) is { Kind: FileKind.Regular, Length: > 0 }
            && (!IsBad(RepairedPart.Tree) || DiskAsker.Ask(_context.Recorded, _context.Layout, _version.ZipPath, cancellationToken) is DiskAnswer.Intact);
        return mayTrust && await SourceAsker.ZipContentAsync(_version.ZipPath, cancellationToken) is { H1.Length: > 0 } content ? content.H1 : null;
    }

    private RepairResult WithAnswers(RepairResult result, ZipRestorer restorer, RestoredZip? restored, ((HashOpinion Opinion, DatabaseAnswer Database) Heard, string? Expected) known)
    {
        var isCarrier = result.Part == (IsBad(RepairedPart.Zip) ? RepairedPart.Zip : RepairedPart.Tree);
        result = result with
        {
            Source = result.Part == RepairedPart.ZipHash ? "the hash that is expected" : restored?.Source ?? "the zip in the cache",
            BytesFetched = isCarrier ? restorer.BytesFetched : 0,
            Evidence = Rows(restorer.Answers, known.Expected),
        };
        return result.Part == RepairedPart.Zip && result.Cause == MismatchCause.Undetermined && result.Findings.FirstOrDefault(finding => finding.Kind == FindingKind.ZipModified) is { } modified
            ? result with { Cause = Decide(modified, restorer, known.Heard, known.Expected) }
            : result with { Cause = result.Part is RepairedPart.Tree or RepairedPart.ZipHash ? MismatchCause.DamagedOnDisk : result.Cause };
    }

    private MismatchCause Decide(Finding modified, ZipRestorer restorer, (HashOpinion Opinion, DatabaseAnswer Database) heard, string? expected)
    {
        var recorded = File.Exists(_version.ZipHashPath) ? ZipHash.Parse(StoredFile.Read(_version.ZipHashPath, 1024) is StoredFile.Content content ? content.Bytes : []) : null;
        return MismatchRules.Decide(new MismatchEvidence
        {
            Key = Module,
            Found = new Content(modified.Found, ""),
            WasInCache = true,
            GoSum = heard.Opinion.Sums is [var sum, ..] ? sum.Hash : null,
            Database = heard.Database,
            Disk = DiskOf(modified, recorded, expected),
            Source = restorer.Answers.FirstOrDefault(answer => answer is SourceAnswer.Gave) ?? new SourceAnswer.NotAsked("GOPROXY", "it was not needed"),
            Others = [.. restorer.Answers.Where(answer => answer is SourceAnswer.Gave).Skip(1)],
        }).Cause;
    }

    // A record beside the zip that is not right itself says nothing of the zip.
    private static DiskAnswer DiskOf(Finding modified, ZipHash? recorded, string? expected)
    {
        DiskAnswer disk = modified.Blocks.Length > 0 ? new DiskAnswer.BlocksDiffer(modified.Blocks) : new DiskAnswer.NoRecord();
        disk = recorded is null ? disk : DiskAsker.WithHash(disk, new Content(modified.Found, ""), recorded);
        return disk is DiskAnswer.NotAsRecorded { Recorded: var other } && other != expected ? new DiskAnswer.NoRecord() : disk;
    }

    // The content is verified anew before its hash is written beside it.
    private async Task<RepairResult> RewriteZipHashAsync(RepairResult result, string? expected, CancellationToken cancellationToken)
    {
        if (expected is null || !H1Hash.TryParse(expected, out var hash, out _))
        {
            return result with { Outcome = RepairOutcome.Failed, Reason = "neither go.sum nor the checksum database says what it should be" };
        }

        using var held = await _context.Cache.LockVersionAsync(_version, cancellationToken);
        if (File.Exists(_version.ZipPath) && (await SourceAsker.ZipContentAsync(_version.ZipPath, cancellationToken)).H1 != expected)
        {
            return result with { Outcome = RepairOutcome.Failed, Reason = "the zip was changed meanwhile; run the same command again" };
        }

        result = await KeepAsync(result, cancellationToken);
        await _context.Cache.WriteZipHashAsync(_version, hash, cancellationToken);
        return result with { Outcome = RepairOutcome.Repaired, Cause = MismatchCause.DamagedOnDisk, Source = "the zip in the cache" };
    }

    private async Task<List<RepairResult>> PublishAsync(
        List<RepairResult> begun, RestoredZip? restored, FileStatus before, string? expected, CancellationToken cancellationToken)
    {
        var taken = _context.Taken.Find(_version);
        var installed = await Parts.Installer.ReplaceAsync(
            _version,
            restored?.Transfer,
            async token =>
            {
                ThrowIfChanged(before);
                for (var i = 0; i < begun.Count; i++)
                {
                    begun[i] = await ClearAsync(begun[i], restored is not null, expected, token);
                }

                return IsBad(RepairedPart.Tree);
            },
            cancellationToken);
        await _context.Taken.SettleAsync(taken, cancellationToken);
        return begun.ConvertAll(result => result.Part == RepairedPart.Tree && installed.TreeError is { } error
            ? result with { Outcome = RepairOutcome.Failed, Reason = SourceAsker.FirstLine(error.Message) }
            : result with { Outcome = RepairOutcome.Repaired });
    }

    private async Task<RepairResult> ClearAsync(RepairResult result, bool hasZip, string? expected, CancellationToken cancellationToken)
    {
        switch (result.Part)
        {
            case RepairedPart.Zip:
                return await KeepAsync(result, cancellationToken);
            case RepairedPart.ZipHash when expected is not null && H1Hash.TryParse(expected, out var hash, out _):
                if (!hasZip && (await SourceAsker.ZipContentAsync(_version.ZipPath, cancellationToken)).H1 != expected)
                {
                    throw new SutlerException("the zip was changed meanwhile; run the same command again");
                }

                // Before the zip, as always. Spec: ATOMIC-3.
                result = await KeepAsync(result, cancellationToken);
                await _context.Cache.WriteZipHashAsync(_version, hash, cancellationToken);
                return result;
            case RepairedPart.ZipHash:
                return await TakeAwayAsync(result, cancellationToken);
            default:
                return await KeepDifferencesAsync(result, cancellationToken);
        }
    }

    // Another process may have repaired it, or be at it without the lock.
    private void ThrowIfChanged(FileStatus before)
    {
        if (FileStatus.Of(_version.ZipPath) is var now && (now.Kind, now.Length, now.Modified) != (before.Kind, before.Length, before.Modified))
        {
            throw new SutlerException("it was changed meanwhile; run the same command again");
        }
    }

    // Trees are made of zips: of one that is made anew only what had been changed or added is kept.
    private async Task<RepairResult> KeepDifferencesAsync(RepairResult result, CancellationToken cancellationToken)
    {
        var kept = result.Findings
            .Where(finding => finding.Kind is FindingKind.TreeFileModified or FindingKind.TreeEntryAdded && finding.Entry.Length > 0)
            .Select(finding => (Path: Path.Combine(_version.TreePath, finding.Entry), Name: finding.Entry.Replace('/', '!')))
            .Where(file => FileStatus.Of(file.Path).Length <= LargestKeptFile)
            .Take(MostKeptFiles)
            .ToList();
        if (FileStatus.Of(_version.TreePath).Kind is not (FileKind.Directory or FileKind.Missing))
        {
            return await TakeAwayAsync(result, cancellationToken);
        }

        var entry = await Quarantine.CopyAsync(Quarantine.DirectoryOf(_version), kept, ReportOf(result), cancellationToken);
        return result with { Kept = entry.Path };
    }

    // Nobody may unpack a bad zip; a tree that people work in is left to them.
    private async Task<List<RepairResult>> GiveUpAsync(List<RepairResult> begun, FileStatus before, (bool IsUnknown, bool IsServed) what, CancellationToken cancellationToken)
    {
        if (what.IsServed)
        {
            return Fail(begun, ServedLikeThis);
        }

        using var held = await _context.Cache.LockVersionAsync(_version, cancellationToken);
        ThrowIfChanged(before);
        for (var i = 0; i < begun.Count; i++)
        {
            begun[i] = begun[i].Part switch
            {
                RepairedPart.Zip => (await TakeAwayAsync(begun[i], cancellationToken)) with { Reason = NoSource(what.IsUnknown) + "; the bad file is in quarantine, and the next repair goes on from there" },
                RepairedPart.Tree => begun[i] with { Reason = $"{NoSource(what.IsUnknown)}; there is no good zip to make it of, and it stays as it is" },
                _ => begun[i] with { Reason = NoSource(what.IsUnknown) },
            };
            begun[i] = begun[i] with { Outcome = RepairOutcome.Failed, Source = "" };
        }

        return begun;
    }
}
