namespace Sutler.GoModules.TransparencyLog;

/// <summary>Reads tiles of a log from a cache or a server that nobody trusts yet.</summary>
public interface ILogTileReader
{
    /// <summary>Height of the tiles, 8 for the checksum database.</summary>
    int Height { get; }

    /// <summary>
    /// Reads tiles, all at the same time, each of the length its coordinate says. Fails with a
    /// <see cref="Sutler.Errors.SutlerException"/>: that of the first tile in the list which cannot be had.
    /// </summary>
    Task<IReadOnlyList<LogTile>> ReadTilesAsync(IReadOnlyList<TileCoordinate> coordinates, CancellationToken cancellationToken);

    /// <summary>Says that these tiles are proven to be of the log, so that they may be kept. Spec: TLOG-6.</summary>
    Task KeepTilesAsync(IReadOnlyList<LogTile> tiles, CancellationToken cancellationToken);
}
