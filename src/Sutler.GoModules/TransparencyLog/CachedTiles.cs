using System.Collections.Concurrent;
using System.Globalization;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>Tiles from memory, the cache or the server, each asked for once in a run. Spec: TLOG-7, SDCACHE-1.</summary>
internal sealed class CachedTiles(string name, int height, ITransparencyLogOps ops) : ITrialTiles
{
    private readonly OnceMap<TileCoordinate, LogTile> _tiles = new();
    private readonly ConcurrentDictionary<TileCoordinate, bool> _kept = new();

    public int Height => height;

    public async Task<IReadOnlyList<LogTile>> ReadTilesAsync(IReadOnlyList<TileCoordinate> coordinates, CancellationToken cancellationToken)
    {
        var reads = coordinates.Select(c => _tiles.GetAsync(c, token => ReadAsync(c, token), cancellationToken)).ToArray();
        // Which error is told must not depend on which request ends first.
        await ((Task)Task.WhenAll(reads)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        var tiles = new LogTile[reads.Length];
        for (var i = 0; i < reads.Length; i++)
        {
            tiles[i] = await reads[i];
        }

        return tiles;
    }

    public Task KeepTilesAsync(IReadOnlyList<LogTile> tiles, CancellationToken cancellationToken) =>
        Task.WhenAll(tiles
            .Where(tile => _kept.TryAdd(tile.Coordinate, true))
            .Select(tile => ops.WriteCacheAsync(CacheFile(tile.Coordinate), tile.Row, cancellationToken)));

    // As the go command does, tiles are kept when they are proven: a fork ends the run.
    public Task AcceptAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private string CacheFile(TileCoordinate tile) => name + "/" + tile.Path;

    private async Task<LogTile> ReadAsync(TileCoordinate tile, CancellationToken cancellationToken)
    {
        if (await ReadCachedAsync(tile, cancellationToken) is { } cached)
        {
            _kept.TryAdd(tile, true);
            return new LogTile(tile, cached);
        }

        try
        {
            return FromServer(tile, tile, await ops.ReadRemoteAsync("/" + tile.Path, cancellationToken));
        }
        catch (SutlerException e) when (!tile.IsFull && e is not (VerificationException or FatalException))
        {
            // The tile may have filled up since, and the server dropped the partial one.
            if (await ReadFullAsync(tile, cancellationToken) is { } full)
            {
                return full;
            }

            throw;
        }
    }

    private async Task<byte[]?> ReadCachedAsync(TileCoordinate tile, CancellationToken cancellationToken)
    {
        // A file of the wrong length was cut off while being written: it counts as absent and is written again.
        var exact = await ops.ReadCacheAsync(CacheFile(tile), cancellationToken);
        if (exact?.Length == tile.ByteCount)
        {
            return exact;
        }

        if (tile.IsFull)
        {
            return null;
        }

        // Only proven tiles are cached, so the beginning of a full one is as good.
        var full = await ops.ReadCacheAsync(CacheFile(tile.Full), cancellationToken);
        return full?.Length == tile.Full.ByteCount ? full[..tile.ByteCount] : null;
    }

    // The rest of the full tile is not proven, so the full tile itself is not cached.
    private async Task<LogTile?> ReadFullAsync(TileCoordinate tile, CancellationToken cancellationToken)
    {
        try
        {
            return FromServer(tile, tile.Full, await ops.ReadRemoteAsync("/" + tile.Full.Path, cancellationToken));
        }
        catch (SutlerException e) when (e is not (VerificationException or FatalException))
        {
            return null;
        }
    }

    private static LogTile FromServer(TileCoordinate tile, TileCoordinate served, byte[] body)
    {
        if (body.Length == served.ByteCount)
        {
            return new LogTile(tile, tile.IsFull ? body : body[..tile.ByteCount]);
        }

        var usable = served == tile ? body.Length : body.Length / served.Width * tile.Width;
        throw new VerificationException(string.Create(
            CultureInfo.InvariantCulture,
            $"TileReader returned bad result slice ({tile.Path} len={usable}, want {tile.ByteCount})"));
    }
}
