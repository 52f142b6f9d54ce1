using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>Names a tile: a row of up to 2^height neighbouring nodes of one level of the log, the unit in which hashes travel.</summary>
/// <remarks>
/// Written <c>tile/8/0/x001/x234/067.p/12</c>: height, tile level (whose nodes are on tree level height × tile level),
/// number in groups of three digits, and for a tile not yet full its width. The tile level <c>data</c>, here
/// <see cref="DataLevel"/>, holds records instead of hashes. Spec: TLOG-2, TLOG-5.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TileCoordinate
{
    /// <summary>The level that stands for <c>data</c>.</summary>
    public const int DataLevel = -1;

    private const int HighestHeight = 30;
    private const int HighestLevel = 63;
    private const int GroupSize = 1000;

    private TileCoordinate(int height, int level, long number, int width) =>
        (Height, Level, Number, Width) = (height, level, number, width);

    /// <summary>Levels of the tree that one tile spans, 1 to 30; the checksum database uses 8.</summary>
    public int Height { get; }

    /// <summary>Level in units of <see cref="Height"/>, or <see cref="DataLevel"/>.</summary>
    public int Level { get; }

    /// <summary>Position on its level, from 0.</summary>
    public long Number { get; }

    /// <summary>Hashes in the tile, 1 to 2^height.</summary>
    public int Width { get; }

    /// <summary>Whether the tile has all its hashes, after which it never changes.</summary>
    public bool IsFull => Width == 1 << Height;

    /// <summary>Length of the tile in bytes.</summary>
    public int ByteCount => Width * LogHash.Length;

    /// <summary>The same tile when all its hashes exist.</summary>
    public TileCoordinate Full => new(Height, Level, Number, 1 << Height);

    /// <summary>The tree level of the nodes in the tile.</summary>
    public int TreeLevel => Height * Level;

    /// <summary>Makes a coordinate from its parts.</summary>
    public static TileCoordinate Create(int height, int level, long number, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(height, HighestHeight);
        ArgumentOutOfRangeException.ThrowIfLessThan(level, DataLevel);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, HighestLevel);
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, 1 << height);
        return new TileCoordinate(height, level, number, width);
    }

    /// <summary>The narrowest tile that holds what the node with number <paramref name="storedIndex"/> is made of.</summary>
    public static TileCoordinate ForStoredHash(int height, long storedIndex)
    {
        var (level, n) = StoredHash.Split(storedIndex);
        var tileLevel = level / height;
        var inner = level - (tileLevel * height);
        var number = n << inner >> height;
        var width = (int)(((n + 1) << inner) - (number << height));
        return Create(height, tileLevel, number, width);
    }

    /// <summary>
    /// The tile with this level and number as it is in a log of <paramref name="treeSize"/> records: full, or as wide as the
    /// right edge allows; null when that log does not reach it.
    /// </summary>
    public TileCoordinate? InTree(long treeSize)
    {
        var nodes = TreeLevel >= 63 ? 0 : treeSize >> TreeLevel;
        if (Number > nodes >> Height)
        {
            return null;
        }

        var available = nodes - (Number << Height);
        return available == 0 ? null : new TileCoordinate(Height, Level, Number, (int)Math.Min(available, 1L << Height));
    }

    /// <summary>The tile one level up that holds the hash of this one, in a log of <paramref name="treeSize"/> records.</summary>
    public TileCoordinate? Parent(long treeSize) => new TileCoordinate(Height, Level + 1, Number >> Height, 1 << Height).InTree(treeSize);

    /// <summary>Parses a path such as <c>tile/8/0/x001/067.p/12</c>, in exactly the form <see cref="Path"/> writes.</summary>
    public static bool TryParse(string path, out TileCoordinate tile, [NotNullWhen(false)] out ParseError? error)
    {
        tile = default;
        if (Parse(path) is { } parsed && parsed.Path == path)
        {
            tile = parsed;
            error = null;
            return true;
        }

        error = new ParseError("malformed tile path " + GoQuoting.Quote(path));
        return false;
    }

    /// <summary>The path, without a leading slash.</summary>
    public string Path
    {
        get
        {
            var number = (Number % GroupSize).ToString("000", CultureInfo.InvariantCulture);
            for (var rest = Number / GroupSize; rest > 0; rest /= GroupSize)
            {
                number = string.Create(CultureInfo.InvariantCulture, $"x{rest % GroupSize:000}/{number}");
            }

            var path = new StringBuilder("tile/").Append(Height).Append('/');
            _ = Level == DataLevel ? path.Append("data") : path.Append(Level);
            path.Append('/').Append(number);
            return IsFull ? path.ToString() : path.Append(".p/").Append(Width).ToString();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Path;

    private static TileCoordinate? Parse(string path)
    {
        var parts = path.Split('/');
        if (parts.Length < 4 || parts[0] != "tile" || !TryParseSmall(parts[1], HighestHeight, out var height) || height == 0)
        {
            return null;
        }

        var level = DataLevel;
        if (parts[2] != "data" && !TryParseSmall(parts[2], HighestLevel, out level))
        {
            return null;
        }

        var groups = parts.AsSpan(3);
        var width = 1 << height;
        if (groups.Length > 1 && groups[^2].EndsWith(".p", StringComparison.Ordinal))
        {
            if (!TryParseSmall(groups[^1], (1 << height) - 1, out width) || width == 0)
            {
                return null;
            }

            groups[^2] = groups[^2][..^2];
            groups = groups[..^1];
        }

        return TryParseNumber(groups, out var number) ? new TileCoordinate(height, level, number, width) : null;
    }

    private static bool TryParseNumber(ReadOnlySpan<string> groups, out long number)
    {
        number = 0;
        foreach (var group in groups)
        {
            if (!TryParseSmall(group.StartsWith('x') ? group[1..] : group, GroupSize - 1, out var digits) || number > long.MaxValue / GroupSize - 1)
            {
                return false;
            }

            number = (number * GroupSize) + digits;
        }

        return true;
    }

    private static bool TryParseSmall(string text, int most, out int value) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;
}
