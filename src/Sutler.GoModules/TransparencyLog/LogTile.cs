namespace Sutler.GoModules.TransparencyLog;

/// <summary>The hashes of one tile, as read and not yet proven to be of the log.</summary>
/// <remarks>
/// Nodes above the tile's row are made of it and kept: proofs ask for the same ones again and again along the right edge.
/// Immutable to its users, thread-safe.
/// </remarks>
public sealed class LogTile
{
    private readonly byte[] _row;
    private readonly Lazy<LogHash[][]> _upper;
    private readonly Lazy<LogHash> _root;

    /// <summary>Takes the bytes of a tile, whose length must be that of <paramref name="coordinate"/>.</summary>
    public LogTile(TileCoordinate coordinate, byte[] row)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(row.Length, coordinate.ByteCount);
        (Coordinate, _row) = (coordinate, row);
        _upper = new Lazy<LogHash[][]>(HashUpperLevels);
        _root = new Lazy<LogHash>(HashRoot);
    }

    /// <summary>Which tile this is.</summary>
    public TileCoordinate Coordinate { get; }

    /// <summary>The bytes as they travel; not to be changed.</summary>
    public byte[] Row => _row;

    /// <summary>The hash over a full tile, which its parent holds.</summary>
    public LogHash Root => _root.Value;

    /// <summary>The hash of the node with number <paramref name="storedIndex"/>, which must be in this tile.</summary>
    public LogHash HashAt(long storedIndex)
    {
        var (level, n) = StoredHash.Split(storedIndex);
        var inner = level - Coordinate.TreeLevel;
        var position = n - (Coordinate.Number << Coordinate.Height >> inner);
        ArgumentOutOfRangeException.ThrowIfNegative(position, nameof(storedIndex));
        return inner == 0 ? Leaf((int)position) : _upper.Value[inner - 1][position];
    }

    private LogHash Leaf(int position) => LogHash.FromBytes(_row.AsSpan(position * LogHash.Length, LogHash.Length));

    private LogHash[] Leaves()
    {
        var leaves = new LogHash[Coordinate.Width];
        for (var i = 0; i < leaves.Length; i++)
        {
            leaves[i] = Leaf(i);
        }

        return leaves;
    }

    private LogHash[][] HashUpperLevels()
    {
        var levels = new List<LogHash[]>();
        for (var row = Leaves(); row.Length > 1;)
        {
            row = HashPairs(row);
            levels.Add(row);
        }

        return [.. levels];
    }

    // Most full tiles are only ever asked for their root: keep no more than that.
    private LogHash HashRoot()
    {
        var row = Leaves();
        while (row.Length > 1)
        {
            row = HashPairs(row);
        }

        return row[0];
    }

    private static LogHash[] HashPairs(LogHash[] row)
    {
        var above = new LogHash[row.Length / 2];
        for (var i = 0; i < above.Length; i++)
        {
            above[i] = LogHash.OfNode(row[2 * i], row[(2 * i) + 1]);
        }

        return above;
    }
}
