using System.Numerics;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>Says of tiles that lie somewhere which of them are of the log, by its signed heads: from the head down, each by the hash that the one above holds.</summary>
/// <remarks>
/// A head proves the tiles of its right edge together. Where these do not fit it and all but one are proven otherwise, that one is wrong;
/// where more are open, the one is that disagrees with tiles below it or with records, or that all heads which do not fit have in
/// common; where nothing tells, each is a suspect. Pure.
/// </remarks>
public sealed class TileJudge
{
    // Copies of one tile that differ: more than a few are not in any cache.
    private const int MostCombinations = 256;

    private readonly Dictionary<(int Level, long Number), List<LogTile>> _places = [];
    private readonly Dictionary<(int Level, long Number), LogTile> _proven = [];
    private readonly Dictionary<LogTile, TileVerdict> _verdicts = [];
    private readonly IReadOnlyList<(long Number, LogHash Hash)> _records;
    private readonly Func<LogTile, bool> _isCleared;
    private readonly Lazy<Dictionary<LogHash, long>> _leaves;

    private TileJudge(IReadOnlyList<(long Number, LogHash Hash)> records, Func<LogTile, bool> isCleared)
    {
        _records = records;
        _isCleared = isCleared;
        _leaves = new Lazy<Dictionary<LogHash, long>>(FindLeaves);
    }

    /// <summary>Judges tiles, which have one height and no data.</summary>
    /// <param name="tiles">As they were found; several widths of one tile are fine.</param>
    /// <param name="heads">Heads of the log whose signature was checked.</param>
    /// <param name="records">Records that are said to be of the log.</param>
    /// <param name="isCleared">Whether something else shows that a tile is as it was once proven.</param>
    public static TileJudge Judge(
        IReadOnlyCollection<LogTile> tiles, IReadOnlyList<TreeHead> heads, IReadOnlyList<(long Number, LogHash Hash)> records, Func<LogTile, bool> isCleared)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        ArgumentNullException.ThrowIfNull(heads);
        var judge = new TileJudge(records, isCleared);
        foreach (var tile in tiles)
        {
            var place = (tile.Coordinate.Level, tile.Coordinate.Number);
            (judge._places.TryGetValue(place, out var there) ? there : judge._places[place] = []).Add(tile);
        }

        judge.Run(heads);
        return judge;
    }

    /// <summary>What is known of a tile that was judged.</summary>
    public TileVerdict VerdictOn(LogTile tile) => _verdicts.GetValueOrDefault(tile) ?? TileVerdict.Open;

    /// <summary>Where a proven tile has a record with this hash; null when none has.</summary>
    public long? NumberOf(LogHash record) => _leaves.Value.TryGetValue(record, out var number) ? number : null;

    private void Run(IReadOnlyList<TreeHead> heads)
    {
        List<(TreeHead Head, List<List<LogTile>> Edge)> failed = [];
        foreach (var head in heads.Where(head => head.Size > 0))
        {
            var edge = EdgeOf(head);
            if (edge.TrueForAll(candidates => candidates.Count > 0) && !TryProve(head, edge))
            {
                failed.Add((head, edge));
            }
        }

        Descend();
        Blame(failed);
    }

    // The tiles that hold the complete subtrees a log of this size is made of; of each the copies that are wide enough, cut to size.
    private List<List<LogTile>> EdgeOf(TreeHead head) =>
    [
        .. RootsOf(head.Size)
            .Select(root => TileCoordinate.ForStoredHash(Height, root).InTree(head.Size)!.Value)
            .Distinct()
            .Select(place => Copies(place).Where(copy => copy.Coordinate.Width >= place.Width).ToList()),
    ];

    private int Height => _places.Count == 0 ? 8 : _places.Values.First()[0].Coordinate.Height;

    private List<LogTile> Copies(TileCoordinate place) => _places.GetValueOrDefault((place.Level, place.Number)) ?? [];

    private static IEnumerable<long> RootsOf(long size)
    {
        for (long low = 0; low < size;)
        {
            var level = BitOperations.Log2((ulong)(size - low));
            yield return StoredHash.Index(level, low >> level);
            low += 1L << level;
        }
    }

    // Also true where there is too much to try: nobody is blamed for that.
    private bool TryProve(TreeHead head, List<List<LogTile>> edge)
    {
        var cut = edge.ConvertAll(candidates => Different(candidates, candidates[0].Coordinate.InTree(head.Size)!.Value));
        if (cut.Aggregate(1L, (count, candidates) => Math.Min(count * candidates.Count, int.MaxValue)) > MostCombinations)
        {
            return true;
        }

        var fitting = Combinations(cut, 0).FirstOrDefault(combination => RootHash(head.Size, combination) == head.Hash);
        fitting?.ForEach(Learn);
        return fitting is not null;
    }

    private static List<LogTile> Different(List<LogTile> copies, TileCoordinate place)
    {
        List<LogTile> different = [];
        foreach (var copy in copies.Where(copy => !different.Exists(other => copy.Row.AsSpan(0, place.ByteCount).SequenceEqual(other.Row))))
        {
            different.Add(copy.Coordinate.Width == place.Width ? copy : new LogTile(place, copy.Row[..place.ByteCount]));
        }

        return different;
    }

    private static IEnumerable<List<LogTile>> Combinations(List<List<LogTile>> edge, int from) => from == edge.Count
        ? [[]]
        : edge[from].SelectMany(_ => Combinations(edge, from + 1), (first, rest) => new List<LogTile>([first, .. rest]));

    private LogHash RootHash(long size, List<LogTile> edge)
    {
        LogHash? hash = null;
        foreach (var root in RootsOf(size).Reverse())
        {
            var place = TileCoordinate.ForStoredHash(Height, root);
            var subtree = edge.Find(tile => tile.Coordinate.Level == place.Level && tile.Coordinate.Number == place.Number)!.HashAt(root);
            hash = hash is { } right ? LogHash.OfNode(subtree, right) : subtree;
        }

        return hash!.Value;
    }

    private void Learn(LogTile tile)
    {
        var place = (tile.Coordinate.Level, tile.Coordinate.Number);
        if (!_proven.TryGetValue(place, out var known) || known.Coordinate.Width < tile.Coordinate.Width)
        {
            _proven[place] = tile;
        }
    }

    private void Descend()
    {
        foreach (var level in _places.Keys.Select(place => place.Level).Distinct().OrderDescending())
        {
            foreach (var place in _places.Keys.Where(place => place.Level == level).ToList())
            {
                foreach (var tile in _places[place].Where(tile => tile.Coordinate.IsFull && InParent(tile) == tile.Root))
                {
                    Learn(tile);
                }

                _places[place].ForEach(Compare);
            }
        }
    }

    // What a proven parent says of a full tile; null when there is none.
    private LogHash? InParent(LogTile tile)
    {
        var (level, number, height) = (tile.Coordinate.Level + 1, tile.Coordinate.Number >> tile.Coordinate.Height, tile.Coordinate.Height);
        var position = tile.Coordinate.Number & ((1L << height) - 1);
        return _proven.TryGetValue((level, number), out var parent) && parent.Coordinate.Width > position
            ? parent.HashAt(StoredHash.Index(tile.Coordinate.TreeLevel + height, tile.Coordinate.Number))
            : null;
    }

    private void Compare(LogTile tile)
    {
        if (tile.Coordinate.IsFull && InParent(tile) is { } expected && expected != tile.Root)
        {
            _verdicts[tile] = new TileVerdict(TileStanding.Wrong, "its hash is not the one that the proven tile above it holds", []);
            return;
        }

        if (!_proven.TryGetValue((tile.Coordinate.Level, tile.Coordinate.Number), out var known))
        {
            return;
        }

        var common = Math.Min(known.Row.Length, tile.Row.Length);
        if (!known.Row.AsSpan(0, common).SequenceEqual(tile.Row.AsSpan(0, common)))
        {
            _verdicts[tile] = new TileVerdict(TileStanding.Wrong, "it is not what the signed tree heads prove", []);
        }
        else if (tile.Row.Length == common)
        {
            _verdicts[tile] = new TileVerdict(TileStanding.Proven, "", []);
        }
    }

    private void Blame(List<(TreeHead Head, List<List<LogTile>> Edge)> failed)
    {
        // Where all copies of one tile are known to be wrong that says enough.
        var blamed = failed
            .Where(group => !group.Edge.Exists(candidates => candidates.TrueForAll(tile => VerdictOn(tile).Standing == TileStanding.Wrong)))
            .Select(group => (group.Head, Tiles: SuspectsOf(group.Edge)))
            .Where(group => group.Tiles.Count > 0)
            .ToList();
        var common = blamed.Count == 0 ? [] : blamed.Skip(1).Aggregate(blamed[0].Tiles, (tiles, group) => [.. tiles.Intersect(group.Tiles)]);
        foreach (var (head, tiles) in blamed)
        {
            Blame(head, common.Count > 0 ? common : tiles);
        }
    }

    private void Blame(TreeHead head, List<LogTile> tiles)
    {
        var reason = $"it does not fit the signed tree head of {head.Size} records";
        foreach (var tile in tiles)
        {
            _verdicts[tile] = tiles.Count == 1
                ? new TileVerdict(TileStanding.Wrong, reason, [])
                : new TileVerdict(TileStanding.Suspect, $"{reason}, or one of the tiles beside it does not", [.. tiles.Where(other => other != tile)]);
        }
    }

    private List<LogTile> SuspectsOf(List<List<LogTile>> edge)
    {
        var open = edge.SelectMany(candidates => candidates).Where(tile => VerdictOn(tile).Standing == TileStanding.Open && !_isCleared(tile)).ToList();
        var disagreeing = open.Where(Disagrees).ToList();
        var alone = open.Where(tile => !HasTwin(tile, edge)).ToList();
        return disagreeing.Count == 1 ? disagreeing : alone.Count > 0 ? alone : open;
    }

    // What changed one file did not change another in the same way.
    private static bool HasTwin(LogTile tile, List<List<LogTile>> edge) => edge.Find(candidates => candidates.Contains(tile)) is { Count: > 1 } copies
        && copies.Min(copy => copy.Row.Length) is var common
        && copies.Exists(copy => copy != tile && copy.Row.AsSpan(0, common).SequenceEqual(tile.Row.AsSpan(0, common)));

    private bool Disagrees(LogTile tile)
    {
        var (level, number) = (tile.Coordinate.Level, tile.Coordinate.Number);
        return level == 0
            ? _records.Any(record => Holds(tile, record.Number) && tile.HashAt(StoredHash.Index(0, record.Number)) != record.Hash)
            : _places.Where(place => place.Key.Level == level - 1 && Holds(tile, place.Key.Number) && place.Key.Number >> tile.Coordinate.Height == number)
                .SelectMany(place => place.Value)
                .Any(below => below.Coordinate.IsFull && VerdictOn(below).Standing != TileStanding.Wrong
                    && tile.HashAt(StoredHash.Index(tile.Coordinate.TreeLevel, below.Coordinate.Number)) != below.Root);
    }

    private static bool Holds(LogTile tile, long node) =>
        node >> tile.Coordinate.Height == tile.Coordinate.Number && (node & ((1L << tile.Coordinate.Height) - 1)) < tile.Coordinate.Width;

    private Dictionary<LogHash, long> FindLeaves()
    {
        Dictionary<LogHash, long> leaves = [];
        foreach (var (place, tile) in _proven.Where(known => known.Key.Level == 0))
        {
            for (var position = 0; position < tile.Coordinate.Width; position++)
            {
                var number = (place.Number << tile.Coordinate.Height) + position;
                leaves.TryAdd(tile.HashAt(StoredHash.Index(0, number)), number);
            }
        }

        return leaves;
    }
}
