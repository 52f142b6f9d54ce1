using System.Collections.Concurrent;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Verify;

/// <summary>Proves stored answers of the checksum database by stored tiles, asking nobody. Thread-safe. Spec: TLOG-8, SDCACHE-1.</summary>
/// <remarks>
/// An answer brings the signed head of its day. It was proven by the newest head of that run, so where tiles for its own are not stored the
/// heads of other answers are tried, and the one the go command keeps.
/// </remarks>
internal sealed class StoredProofs
{
    private const int LargestLookup = 1 << 20;
    private const int MostHeads = 1024;
    private const int MostTried = 64;

    private readonly VerifierKey _key;
    private readonly StoredTiles _tiles;
    private readonly ConcurrentDictionary<string, TreeHead?> _opened = new(StringComparer.Ordinal);
    private readonly Lazy<IReadOnlyList<TreeHead>> _heads;

    private StoredProofs(VerifierKey key, ChecksumDatabaseDirectories directories)
    {
        _key = key;
        Directory = Path.Combine(directories.Cache, key.Name.Replace('/', Path.DirectorySeparatorChar));
        HeadPath = directories.Heads is { } heads ? Path.Combine(heads, key.Name.Replace('/', Path.DirectorySeparatorChar), "latest") : null;
        _tiles = new StoredTiles(Directory);
        _heads = new Lazy<IReadOnlyList<TreeHead>>(FindHeads);
    }

    /// <summary>The database's name.</summary>
    public string Name => _key.Name;

    /// <summary>Where its files are in the cache.</summary>
    public string Directory { get; }

    /// <summary>The head that go keeps, outside of the cache; null without GOPATH.</summary>
    public string? HeadPath { get; }

    /// <summary>The proofs for the database of an environment; null when GOSUMDB is off or wrong.</summary>
    public static StoredProofs? Of(GoEnvironment environment)
    {
        try
        {
            return ChecksumDatabaseSettings.Parse(environment.GoSumDb) is { } settings
                ? new StoredProofs(settings.Key, ChecksumDatabaseDirectories.Of(environment))
                : null;
        }
        catch (SutlerException)
        {
            // Whoever has to ask the database says so.
            return null;
        }
    }

    /// <summary>The heads of stored answers and the one the go command keeps, all signed, the largest first.</summary>
    public IReadOnlyList<TreeHead> Heads => _heads.Value;

    /// <summary>Leaves tiles out of account that turned out to be wrong; before anything is proven.</summary>
    public void Exclude(IEnumerable<string> tiles) => _tiles.Exclude(tiles);

    /// <summary>Where the answer for a module is stored; null when it has no place.</summary>
    public string? LookupPath(ModuleId module) =>
        ModulePath.TryParse(module.Path, out var path, out _) && ModulePathRules.TryEscapeVersion(module.Version, out var version, out _)
            ? Path.Combine(Directory, "lookup", $"{path.Escaped}@{version}".Replace('/', Path.DirectorySeparatorChar))
            : null;

    /// <summary>Whether a head is signed by the database.</summary>
    public TreeHead? OpenHead(ReadOnlyMemory<byte> signed) => _opened.GetOrAdd(Convert.ToBase64String(signed.Span), _ =>
        SignedNote.TryOpen(signed, _key, out var note, out var _) && TreeHead.TryParse(note.Text.Span, out var head, out var _) ? head : null);

    /// <summary>Reads and proves the stored answer for a module; null when there is none.</summary>
    public async Task<ProofOutcome?> FindAsync(ModuleId module, CancellationToken cancellationToken) =>
        LookupPath(module) is { } path && StoredFile.Read(path, LargestLookup) is StoredFile.Content { Bytes: { Length: > 0 } answer }
            ? await ProveAsync(module, answer, cancellationToken)
            : null;

    /// <summary>Proves an answer; it must speak of the module, too.</summary>
    public async Task<ProofOutcome> ProveAsync(ModuleId module, byte[] answer, CancellationToken cancellationToken)
    {
        if (!LogRecord.TryParse(answer, out var record, out var error))
        {
            return new ProofOutcome.Refuted(error.Reason, false);
        }

        if (OpenHead(record.Rest) is not { } own)
        {
            return new ProofOutcome.Refuted($"its tree head is not signed by {Name}", false);
        }

        if (!LinesOf(record, module).Any())
        {
            return new ProofOutcome.Refuted($"it is not the record of {module}", false);
        }

        return await ProveAsync(record, own, cancellationToken);
    }

    /// <summary>The lines of a record that are about a module's zip or go.mod: <c>path version[/go.mod] hash</c>.</summary>
    public static IEnumerable<string> LinesOf(LogRecord record, ModuleId module) => Encoding.UTF8.GetString(record.Text.Span).Split('\n')
        .Where(line => line.StartsWith($"{module.Path} {module.Version} ", StringComparison.Ordinal)
            || line.StartsWith($"{module.Path} {module.Version}/go.mod ", StringComparison.Ordinal));

    private async Task<ProofOutcome> ProveAsync(LogRecord record, TreeHead own, CancellationToken cancellationToken)
    {
        if (record.Number >= own.Size && !_heads.Value.Any(head => record.Number < head.Size))
        {
            return new ProofOutcome.Refuted($"its number {record.Number} is beyond the log's {own.Size} records", false);
        }

        ProofOutcome outcome = new ProofOutcome.Open(_tiles.HasExcluded
            ? "tiles that would prove it do not fit the signed tree heads, or are not in the cache"
            : "the tiles that would prove it are not in the cache");
        foreach (var head in _heads.Value.Take(MostTried).Prepend(own).Where(head => record.Number < head.Size))
        {
            switch (await ProveAsync(record, head, new TileHashReader(head, _tiles), cancellationToken))
            {
                case ProofOutcome.Proven proven:
                    return proven;
                case ProofOutcome.Refuted refuted:
                    outcome = refuted;
                    break;
            }
        }

        return outcome;
    }

    private static async Task<ProofOutcome> ProveAsync(LogRecord record, TreeHead head, TileHashReader reader, CancellationToken cancellationToken)
    {
        try
        {
            var hashes = await reader.ReadHashesAsync([StoredHash.Index(0, record.Number)], cancellationToken);
            return hashes[0] == LogHash.OfRecord(record.Text.Span)
                ? new ProofOutcome.Proven(record)
                : new ProofOutcome.Refuted($"the log has another record with the number {record.Number}", false);
        }
        catch (VerificationException)
        {
            return new ProofOutcome.Refuted($"the stored tiles contradict the signed tree head of {head.Size} records", true);
        }
        catch (SutlerException missing)
        {
            return new ProofOutcome.Open(missing.Message);
        }
    }

    // Answers of one day share a head: few have to be opened.
    private IReadOnlyList<TreeHead> FindHeads()
    {
        var signed = new HashSet<string>(StringComparer.Ordinal);
        var heads = new List<TreeHead>();
        foreach (var path in Files.Below(Path.Combine(Directory, "lookup")).Select(entry => entry.Path).Prepend(HeadPath).OfType<string>())
        {
            if (StoredFile.Read(path, LargestLookup) is not StoredFile.Content { Bytes: var bytes })
            {
                continue;
            }

            var note = path == HeadPath ? bytes : LogRecord.TryParse(bytes, out var record, out _) ? record.Rest : default;
            if (!note.IsEmpty && signed.Add(Convert.ToBase64String(note.Span)) && signed.Count <= MostHeads && OpenHead(note) is { } head)
            {
                heads.Add(head);
            }
        }

        return [.. heads.Distinct().OrderByDescending(head => head.Size)];
    }
}
