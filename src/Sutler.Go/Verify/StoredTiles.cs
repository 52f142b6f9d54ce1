using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Verify;

/// <summary>The tiles that lie in the cache, and no others.</summary>
internal sealed class StoredTiles(string directory) : ILogTileReader
{
    private readonly HashSet<string> _wrong = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public int Height => 8;

    /// <summary>Passes over files from now on; before anything is proven.</summary>
    public void Exclude(IEnumerable<string> paths) => _wrong.UnionWith(paths);

    /// <summary>Whether there are such files.</summary>
    public bool HasExcluded => _wrong.Count > 0;

    /// <inheritdoc/>
    public Task<IReadOnlyList<LogTile>> ReadTilesAsync(IReadOnlyList<TileCoordinate> coordinates, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<LogTile>>([.. coordinates.Select(Read)]);

    /// <inheritdoc/>
    public Task KeepTilesAsync(IReadOnlyList<LogTile> tiles, CancellationToken cancellationToken) => Task.CompletedTask;

    private LogTile Read(TileCoordinate tile)
    {
        // Only proven tiles are stored, so the beginning of a full one is as good. Spec: TLOG-7.
        var row = ReadFile(tile) ?? ReadFile(tile.Full);
        return row is not null ? new LogTile(tile, row[..tile.ByteCount]) : throw new SutlerException($"{tile.Path} is not in the cache");
    }

    private byte[]? ReadFile(TileCoordinate tile)
    {
        var path = Path.Combine(directory, tile.Path.Replace('/', Path.DirectorySeparatorChar));
        return !_wrong.Contains(path) && StoredFile.Read(path, tile.ByteCount) is StoredFile.Content { Bytes: var bytes } && bytes.Length == tile.ByteCount ? bytes : null;
    }
}
