using System.Diagnostics;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>The tiles needed to read some nodes of a log and to prove them, parents before children. Spec: TLOG-6.</summary>
/// <remarks>
/// The first <see cref="RootTileCount"/> tiles hold the complete subtrees that make up the whole log: the log's hash proves
/// them. Every further tile is full, and the hash over it stands in a tile before it.
/// </remarks>
internal sealed class TilePlan
{
    private readonly int _height;
    private readonly long _size;
    private readonly Dictionary<TileCoordinate, int> _positions = [];
    private readonly List<TileCoordinate> _tiles = [];

    public TilePlan(int height, long size)
    {
        (_height, _size) = (height, size);
        var roots = new List<long>();
        Subtrees.AddRoots(0, size, roots);
        Roots = roots;
        foreach (var root in roots)
        {
            var tile = TileOf(root);
            if (_positions.TryAdd(tile, _tiles.Count))
            {
                _tiles.Add(tile);
            }
        }

        RootTileCount = _tiles.Count;
    }

    /// <summary>Numbers of the roots of the complete subtrees, from left to right.</summary>
    public IReadOnlyList<long> Roots { get; }

    public int RootTileCount { get; }

    public IReadOnlyList<TileCoordinate> Tiles => _tiles;

    /// <summary>Adds the tile of a node and those above it up to one that is there already.</summary>
    public void Add(long storedIndex)
    {
        var chain = new Stack<TileCoordinate>();
        for (var tile = TileOf(storedIndex); !_positions.ContainsKey(tile); tile = ParentOf(tile))
        {
            chain.Push(tile);
        }

        foreach (var tile in chain)
        {
            // A tile on the right edge is one of the first: it holds part of the log's own subtrees.
            Debug.Assert(tile.IsFull, "only a full tile has a parent");
            _positions.Add(tile, _tiles.Count);
            _tiles.Add(tile);
        }
    }

    /// <summary>Where in <see cref="Tiles"/> the tile of a planned node is.</summary>
    public int PositionOf(long storedIndex) => _positions[TileOf(storedIndex)];

    /// <summary>Where in <see cref="Tiles"/> the parent of a planned tile is.</summary>
    public int PositionOfParent(TileCoordinate tile) => _positions[ParentOf(tile)];

    private TileCoordinate TileOf(long storedIndex) =>
        TileCoordinate.ForStoredHash(_height, storedIndex).InTree(_size) ?? throw new UnreachableException("node outside the log");

    private TileCoordinate ParentOf(TileCoordinate tile) =>
        tile.Parent(_size) ?? throw new UnreachableException("tile without a parent");
}
