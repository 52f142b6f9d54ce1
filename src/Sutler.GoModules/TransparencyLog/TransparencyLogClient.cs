using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>Looks up go.sum lines in a checksum database and believes only what its log proves. Spec: TLOG-8.</summary>
/// <remarks>
/// Thread-safe. Lookups at the same time share the requests for one module and for one tile. What was found or failed is
/// remembered as long as the client lives, as the go command does in one run.
/// </remarks>
public sealed class TransparencyLogClient
{
    private const int DatabaseTileHeight = 8;

    private readonly VerifierKey _key;
    private readonly ITransparencyLogOps _ops;
    private readonly CachedTiles _tiles;
    private readonly Timeline _timeline;
    private readonly OnceMap<string, bool> _start = new();
    private readonly OnceMap<string, LogRecord> _records = new();

    /// <summary>A client that believes <paramref name="key"/>.</summary>
    public TransparencyLogClient(VerifierKey key, ITransparencyLogOps ops)
        : this(key, ops, DatabaseTileHeight)
    {
    }

    /// <summary>A client for a log whose tiles have another height, 1 to 30.</summary>
    public TransparencyLogClient(VerifierKey key, ITransparencyLogOps ops, int tileHeight)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(tileHeight, 1);
        (_key, _ops) = (key, ops);
        _tiles = new CachedTiles(key.Name, tileHeight, ops);
        _timeline = new Timeline(key, ops);
    }

    /// <summary>
    /// The lines of the module's record that begin with path and version; <paramref name="version"/> may end in
    /// <c>/go.mod</c>. Without such a line in the record the answer is empty (WHEN-6).
    /// </summary>
    /// <exception cref="SutlerException"><c>path@version: </c> and the cause.</exception>
    /// <exception cref="VerificationException">The same, when the database's answer cannot be trusted.</exception>
    /// <exception cref="FatalException">The server signed two logs that contradict each other; the text holds the proof (TLOG-10).</exception>
    public async Task<IReadOnlyList<string>> LookupAsync(string path, string version, CancellationToken cancellationToken)
    {
        try
        {
            await _start.GetAsync("", StartAsync, cancellationToken);
            var remotePath = RemotePath(path, version);
            var record = await _records.GetAsync(remotePath, token => FindAsync(remotePath, token), cancellationToken);
            return LinesOf(record, path, version);
        }
        catch (SutlerException e) when (e is not FatalException)
        {
            throw LogErrors.Wrap(path + "@" + version, e);
        }
    }

    // Only the record is proven by the log: extra lines in the note after it prove nothing.
    private static List<string> LinesOf(LogRecord record, string path, string version)
    {
        var prefix = $"{path} {version} ";
        return [.. Encoding.UTF8.GetString(record.Text.Span).Split('\n').Where(line => line.StartsWith(prefix, StringComparison.Ordinal))];
    }

    private static string RemotePath(string path, string version)
    {
        const string GoModSuffix = "/go.mod";
        var escapedPath = ModulePath.Parse(path).Escaped;
        var bare = version.EndsWith(GoModSuffix, StringComparison.Ordinal) ? version[..^GoModSuffix.Length] : version;
        return ModulePathRules.TryEscapeVersion(bare, out var escaped, out var error)
            ? $"/lookup/{escapedPath}@{escaped}"
            : throw new SutlerException($"version {GoQuoting.Quote(bare)} invalid: {error}");
    }

    private async Task<bool> StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            await _timeline.MergeAsync(await _ops.ReadLatestAsync(cancellationToken), () => _tiles, cancellationToken);
            return true;
        }
        catch (SutlerException e) when (e is not FatalException)
        {
            throw LogErrors.Wrap("initializing sumdb.Client", e);
        }
    }

    private async Task<LogRecord> FindAsync(string remotePath, CancellationToken cancellationToken)
    {
        var file = _key.Name + remotePath;
        if (TryReadWhole(await _ops.ReadCacheAsync(file, cancellationToken), out var cached))
        {
            await ProveAsync(cached, cancellationToken);
            return cached;
        }

        var answer = await _ops.ReadRemoteAsync(remotePath, cancellationToken);
        if (!LogRecord.TryParse(answer, out var record, out var error))
        {
            throw new VerificationException(error.Reason);
        }

        await ProveAsync(record, cancellationToken);
        await _ops.WriteCacheAsync(file, answer, cancellationToken);
        return record;
    }

    // A cached answer that was cut off while being written counts as absent; one that is whole but wrong does not.
    private static bool TryReadWhole(byte[]? cached, [NotNullWhen(true)] out LogRecord? record)
    {
        record = null;
        return cached is { Length: > 0 } && LogRecord.TryParse(cached, out record, out _) && SignedNote.IsWellFormed(record.Rest);
    }

    private async Task ProveAsync(LogRecord record, CancellationToken cancellationToken)
    {
        await _timeline.MergeAsync(record.Rest, () => _tiles, cancellationToken);
        var head = _timeline.Latest;
        if (record.Number >= head.Size)
        {
            throw new VerificationException(string.Create(
                CultureInfo.InvariantCulture,
                $"cannot validate record {record.Number} in tree of size {head.Size}"));
        }

        var leaf = StoredHash.Index(0, record.Number);
        var hashes = await new TileHashReader(head, _tiles).ReadHashesAsync([leaf], cancellationToken);
        if (hashes[0] != LogHash.OfRecord(record.Text.Span))
        {
            throw new VerificationException("cannot authenticate record data in server response");
        }
    }
}
