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
    private readonly Dictionary<(int Level, long Number), List<StoredTile>> _tiles = [];

    /// <summary>What was found; answers only of modules that <paramref name="isWanted"/>, tiles all.</summary>
    public async Task<(IReadOnlyList<Finding> Findings, IReadOnlyList<VerifyNote> Notes)> RunAsync(Func<ModuleId, bool> isWanted, CancellationToken cancellationToken)
    {
        CheckHead();
        List<(string Path, StoredFile.Content File, ModuleId Module)> answers = [];
        foreach (var (path, _) in Files.Below(layout.SumDbDirectory))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var answered = ModuleOf(path);
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

        CompareTiles();
        foreach (var (path, file, module) in answers)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await CheckAnswerAsync(path, file, module, cancellationToken);
        }

        return (_findings, _notes);
    }

    private bool IsOurs(string path) => proofs is not null && path.StartsWith(proofs.Directory + Path.DirectorySeparatorChar, StringComparison.Ordinal);

    // The last directory called "lookup" before a name with a version: database names may have slashes of their own.
    private ModuleId? ModuleOf(string path)
    {
        const string Lookup = "/lookup/";
        var name = layout.DownloadName(path) ?? "";
        var start = name.IndexOf(Lookup, StringComparison.Ordinal) + Lookup.Length;
        var at = name.LastIndexOf('@');
        return start >= Lookup.Length && at > start
            && ModulePathRules.TryUnescapePath(name[start..at], out var module, out _)
            && ModulePathRules.TryUnescapeVersion(name[(at + 1)..], out var version, out _)
                ? new ModuleId(module.Text, version)
                : null;
    }

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
        if (IsOurs(path) && TileCoordinate.TryParse(path[(proofs!.Directory.Length + 1)..].Replace(Path.DirectorySeparatorChar, '/'), out var tile, out _) && tile.Height == 8)
        {
            // An empty file is one that is being written. Spec: CACHE-13.
            if (file.Bytes.Length == tile.ByteCount)
            {
                (_tiles.TryGetValue((tile.Level, tile.Number), out var stored) ? stored : _tiles[(tile.Level, tile.Number)] = [])
                    .Add(new StoredTile(path, new LogTile(tile, file.Bytes), comparison));
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

    // What is stored twice must be the same, and a full tile must have the hash that the tile above holds. Of two that disagree
    // the lower or narrower one is named, unless the records clear it: then the other one is told of by the records.
    private void CompareTiles()
    {
        foreach (var tiles in _tiles.Values)
        {
            var widest = tiles.MaxBy(tile => tile.Tile.Coordinate.Width)!;
            foreach (var tile in tiles.Where(tile => tile.Evidence is null && !widest.Tile.Row.AsSpan().StartsWith(tile.Tile.Row)))
            {
                AddTile(tile, $"it is not the beginning of {widest.Path}: one of the two was changed");
            }

            if (widest is { Tile.Coordinate: { IsFull: true, Level: >= 0 } full, Evidence: null } && Parent(full) is { } parent
                && parent.Tile.HashAt(StoredHash.Index(full.TreeLevel + full.Height, full.Number)) != widest.Tile.Root)
            {
                AddTile(widest, $"its hash is not the one in {parent.Path}: one of the two was changed");
            }
        }
    }

    private StoredTile? Parent(TileCoordinate tile) =>
        _tiles.TryGetValue((tile.Level + 1, tile.Number >> tile.Height), out var above)
        && above.MaxBy(parent => parent.Tile.Coordinate.Width) is { } widest
        && widest.Tile.Coordinate.Width > (tile.Number & ((1 << tile.Height) - 1))
            ? widest
            : null;

    private void AddTile(StoredTile tile, string detail) => _findings.Add(new Finding { Kind = FindingKind.TileModified, File = tile.Path, Detail = detail });

    private async Task CheckAnswerAsync(string path, StoredFile.Content file, ModuleId module, CancellationToken cancellationToken)
    {
        var comparison = evidence.Compare(path, file);
        if (file.Bytes.Length == 0 && comparison is null)
        {
            return;
        }

        var outcome = await proofs!.ProveAsync(module, file.Bytes, cancellationToken);
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
            var reason = outcome is ProofOutcome.Open open ? open.Reason : "the stored tiles were changed";
            _notes.Add(new VerifyNote(module, "stored answer of the checksum database", reason));
        }
    }

    private sealed record StoredTile(string Path, LogTile Tile, RawComparison? Evidence);
}
