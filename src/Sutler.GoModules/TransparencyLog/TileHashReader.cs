using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>Reads nodes of one log from tiles and returns only what is proven to be of it. Spec: TLOG-6.</summary>
/// <remarks>
/// Tiles are kept only once everything read together with them is proven. The go command 1.24 takes some tiles of small
/// logs unproven (it counts subtrees instead of tiles); here each one is checked. Thread-safe.
/// </remarks>
public sealed class TileHashReader(TreeHead head, ILogTileReader tiles) : ILogHashReader
{
    /// <inheritdoc/>
    public async Task<IReadOnlyList<LogHash>> ReadHashesAsync(IReadOnlyList<long> storedIndexes, CancellationToken cancellationToken)
    {
        var plan = new TilePlan(tiles.Height, head.Size);
        foreach (var index in storedIndexes)
        {
            if (index >= StoredHash.Count(head.Size))
            {
                throw new VerificationException("indexes not in tree");
            }

            plan.Add(index);
        }

        var read = await tiles.ReadTilesAsync(plan.Tiles, cancellationToken);
        if (!IsProven(plan, read))
        {
            throw new VerificationException("downloaded inconsistent tile");
        }

        await tiles.KeepTilesAsync(read, cancellationToken);
        return [.. storedIndexes.Select(index => read[plan.PositionOf(index)].HashAt(index))];
    }

    private bool IsProven(TilePlan plan, IReadOnlyList<LogTile> read)
    {
        if (RootHash(plan, read) != head.Hash)
        {
            return false;
        }

        for (var i = plan.RootTileCount; i < read.Count; i++)
        {
            var tile = read[i].Coordinate;
            var inParent = StoredHash.Index(tile.TreeLevel + tile.Height, tile.Number);
            if (read[plan.PositionOfParent(tile)].HashAt(inParent) != read[i].Root)
            {
                return false;
            }
        }

        return true;
    }

    private static LogHash RootHash(TilePlan plan, IReadOnlyList<LogTile> read)
    {
        LogHash? hash = null;
        for (var i = plan.Roots.Count - 1; i >= 0; i--)
        {
            var subtree = read[plan.PositionOf(plan.Roots[i])].HashAt(plan.Roots[i]);
            hash = hash is { } right ? LogHash.OfNode(subtree, right) : subtree;
        }

        return hash ?? LogHash.EmptyTree;
    }
}
