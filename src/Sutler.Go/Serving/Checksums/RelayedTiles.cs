using System.Collections.Concurrent;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Serving.Checksums;

/// <summary>The tiles of one check: from the store, else from the database; what the check proves is kept only when its head is accepted.</summary>
/// <remarks>A fork proves its own tiles. Written at once they would take the place of those of the log, and outlast the fork.</remarks>
/// <param name="store">Tiles proven by heads that were accepted.</param>
/// <param name="source">The database.</param>
/// <param name="asksStore">Whether the store is asked at all.</param>
internal sealed class RelayedTiles(RelayedLogStore store, RelayedLogSource source, bool asksStore) : ITrialTiles
{
    private readonly ConcurrentDictionary<TileCoordinate, Task<LogTile>> _read = new();
    private readonly ConcurrentDictionary<TileCoordinate, LogTile> _fetched = new();
    private readonly ConcurrentDictionary<TileCoordinate, LogTile> _proven = new();
    private volatile bool _usedStore;

    /// <inheritdoc/>
    public int Height => RelayEndpoint.TileHeight;

    /// <summary>Whether anything came from the store.</summary>
    public bool UsedStore => _usedStore;

    /// <summary>A tile that the check has proven.</summary>
    public LogTile Proven(TileCoordinate tile) => _proven[tile];

    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogTile>> ReadTilesAsync(IReadOnlyList<TileCoordinate> coordinates, CancellationToken cancellationToken)
    {
        var reads = coordinates.Select(tile => _read.GetOrAdd(tile, _ => ReadAsync(tile, cancellationToken))).ToArray();
        // All have ended before the first failure is told: no read outlives its check.
        await ((Task)Task.WhenAll(reads)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var tiles = new LogTile[reads.Length];
        for (var i = 0; i < reads.Length; i++)
        {
            tiles[i] = await reads[i];
        }

        return tiles;
    }

    /// <inheritdoc/>
    public Task KeepTilesAsync(IReadOnlyList<LogTile> tiles, CancellationToken cancellationToken)
    {
        foreach (var tile in tiles)
        {
            _proven[tile.Coordinate] = tile;
        }

        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task AcceptAsync(CancellationToken cancellationToken)
    {
        foreach (var tile in _proven.Values.Where(tile => _fetched.TryRemove(tile.Coordinate, out _)).OrderBy(tile => tile.Coordinate.Path, StringComparer.Ordinal))
        {
            await store.KeepTileAsync(tile, cancellationToken);
        }
    }

    private async Task<LogTile> ReadAsync(TileCoordinate tile, CancellationToken cancellationToken)
    {
        if (asksStore && await store.FindTileAsync(tile, cancellationToken) is { } stored)
        {
            _usedStore = true;
            return stored;
        }

        return _fetched[tile] = await source.ReadTileAsync(tile, cancellationToken);
    }
}
