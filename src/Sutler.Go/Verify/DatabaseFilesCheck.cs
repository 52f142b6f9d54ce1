using Sutler.Go.Cache;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Verify;

/// <summary>Looks at the stored files of checksum databases: tiles against each other, answers against tiles, all against the records.</summary>
/// <param name="layout">The cache.</param>
/// <param name="evidence">Records of what was stored.</param>
/// <param name="proofs">Of the database in force; null when there is none, and then only the records tell.</param>
internal sealed class DatabaseFilesCheck(CacheLayout layout, RawEvidence evidence, StoredProofs? proofs)
{
    private const int LargestFile = 1 << 20;

    private readonly List<Finding> _findings = [];
    private readonly List<VerifyNote> _notes = [];
    private readonly List<StoredTile> _tiles = [];

    /// <summary>What was found; answers only of modules that <paramref name="isWanted"/>, tiles all.</summary>
    public async Task<(IReadOnlyList<Finding> Findings, IReadOnlyList<VerifyNote> Notes)> RunAsync(Func<ModuleId, bool> isWanted, CancellationToken cancellationToken)
    {
        CheckHead();
        List<(string Path, StoredFile.Content File, ModuleId Module)> answers = [];
        foreach (var (path, _) in Files.Below(layout.SumDbDirectory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answered = StoredAnswers.ModuleOf(layout, path);
            if (answered is { } module && !isWanted(module))
            {
                continue;
            }

            switch (StoredFile.Read(path, LargestFile))
            {
                case StoredFile.Bad bad:
                    _findings.Add(bad.Finding with { Module = answered });
                    break;
                case StoredFile.Content file when answered is { } known && IsOurs(path):
                    answers.Add((path, file, known));
                    break;
                case StoredFile.Content file:
                    CheckOther(path, file, answered);
                    break;
            }
        }

        var judge = JudgeTiles([.. answers.Select(answer => answer.File)]);
        foreach (var (path, file, module) in answers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await CheckAnswerAsync(path, file, module, judge, cancellationToken);
        }

        return (_findings, _notes);
    }

    private bool IsOurs(string path) => proofs is not null && path.StartsWith(proofs.Directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    private void CheckHead()
    {
        if (proofs?.HeadPath is not { } path)
        {
            return;
        }

        switch (StoredFile.Read(path, LargestFile))
        {
            case StoredFile.Bad bad:
                _findings.Add(bad.Finding);
                break;
            case StoredFile.Content { Bytes: { Length: > 0 } signed } when proofs.OpenHead(signed) is null:
                _findings.Add(new Finding { Kind = FindingKind.TreeHeadModified, File = path, Detail = $"it is not signed by {proofs.Name}" });
                break;
        }
    }

    private void CheckOther(string path, StoredFile.Content file, ModuleId? module)
    {
        var comparison = evidence.Compare(path, file);
        var detail = "";
        if (IsOurs(path) && TileCoordinate.TryParse(path[(proofs!.Directory.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/'), out var tile, out _) && tile is { Height: 8, Level: >= 0 })
        {
            // An empty file is one that is being written. Spec: CACHE-13.
            if (file.Bytes.Length == tile.ByteCount)
            {
                _tiles.Add(new StoredTile(path, new LogTile(tile, file.Bytes), comparison));
            }
            else if (file.Bytes.Length > 0)
            {
                detail = $"it has {file.Bytes.Length} bytes instead of {tile.ByteCount}";
            }
        }

        if (comparison is { IsSame: false } || detail.Length > 0)
        {
            var kind = detail.Length > 0 ? FindingKind.TileModified : FindingKind.BytesDiffer;
            var parts = new[] { detail, comparison?.Detail ?? "" }.Where(part => part.Length > 0);
            _findings.Add(new Finding { Kind = kind, Module = module, File = path, Detail = string.Join("; ", parts), Blocks = comparison?.Blocks ?? [] });
        }
    }

    // Tiles that the heads refute are left out of account from here on, or every answer that they bear on would seem to be what is wrong.
    private TileJudge JudgeTiles(IEnumerable<StoredFile.Content> answers)
    {
        List<(long, LogHash)> records = [];
        foreach (var answer in answers)
        {
            if (LogRecord.TryParse(answer.Bytes, out var record, out _))
            {
                records.Add((record.Number, LogHash.OfRecord(record.Text.Span)));
            }
        }

        var stored = _tiles.ToDictionary(tile => tile.Tile);
        var judge = TileJudge.Judge(stored.Keys, proofs?.Heads ?? [], records, tile => stored[tile].Evidence is { IsSame: true });
        List<string> wrong = [];
        foreach (var tile in _tiles)
        {
            if (judge.VerdictOn(tile.Tile) is { Standing: TileStanding.Wrong or TileStanding.Suspect } verdict)
            {
                wrong.Add(tile.Path);
                AddTile(tile, verdict);
            }
        }

        proofs?.Exclude(wrong);
        return judge;
    }

    private void AddTile(StoredTile tile, TileVerdict verdict)
    {
        var told = _findings.FindIndex(finding => finding.File == tile.Path);
        var finding = told >= 0 ? _findings[told] : new Finding { Kind = FindingKind.TileModified, File = tile.Path };
        finding = finding with { Kind = FindingKind.TileModified, Detail = finding.Detail.Length > 0 ? $"{verdict.Reason}; {finding.Detail}" : verdict.Reason };
        if (told >= 0)
        {
            _findings[told] = finding;
        }
        else
        {
            _findings.Add(finding);
        }
    }

    private async Task CheckAnswerAsync(string path, StoredFile.Content file, ModuleId module, TileJudge judge, CancellationToken cancellationToken)
    {
        var comparison = evidence.Compare(path, file);
        if (file.Bytes.Length == 0 && comparison is null)
        {
            return;
        }

        var outcome = Confirm(await proofs!.ProveAsync(module, file.Bytes, cancellationToken), file.Bytes, judge);
        if (comparison is { IsSame: false } || outcome is ProofOutcome.Refuted { ByTiles: false })
        {
            var parts = new[] { (outcome as ProofOutcome.Refuted)?.Reason ?? "", comparison?.Detail ?? "" }.Where(part => part.Length > 0);
            var kind = outcome is ProofOutcome.Refuted { ByTiles: false } ? FindingKind.LookupModified : FindingKind.BytesDiffer;
            _findings.Add(new Finding { Kind = kind, Module = module, File = path, Detail = string.Join("; ", parts), Blocks = comparison?.Blocks ?? [] });
        }
        else if (outcome is ProofOutcome.Refuted byTiles && !_findings.Exists(finding => finding.Module is null))
        {
            _findings.Add(new Finding { Kind = FindingKind.LookupModified, Module = module, File = path, Detail = byTiles.Reason });
        }
        else if (outcome is not ProofOutcome.Proven)
        {
            var reason = outcome is ProofOutcome.Open open ? open.Reason : "the stored tiles do not fit the signed tree heads";
            _notes.Add(new VerifyNote(module, "stored answer of the checksum database", reason));
        }
    }

    // The number of a record is in no hash: of one that leads to tiles which are not there, others may have the record.
    private static ProofOutcome Confirm(ProofOutcome outcome, byte[] answer, TileJudge judge) =>
        outcome is ProofOutcome.Open && LogRecord.TryParse(answer, out var record, out _)
        && judge.NumberOf(LogHash.OfRecord(record.Text.Span)) is { } number && number != record.Number
            ? new ProofOutcome.Refuted($"its number is {record.Number}, and the log has the record with the number {number}", false)
            : outcome;

    private sealed record StoredTile(string Path, LogTile Tile, RawComparison? Evidence);
}
