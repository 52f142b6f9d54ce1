using System.Numerics;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>The numbering of all complete nodes of the log in the order they come into being. Spec: TLOG-4.</summary>
/// <remarks>
/// Writing record n completes node n of level 0 and then one node on each level for every trailing 1 bit of n;
/// numbers follow that order, so they never change as the log grows. Record 4 and its successors, for example, are
/// numbered 7 (level 0), 8 (level 0), 9 (level 1), 10 (level 0), …
/// </remarks>
public static class StoredHash
{
    /// <summary>The number of node <paramref name="n"/> of <paramref name="level"/>.</summary>
    public static long Index(int level, long n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(level);
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        // The node comes into being with its last record.
        var last = ((n + 1) << level) - 1;
        return Before(last) + level;
    }

    /// <summary>The level and position of the node with number <paramref name="index"/>: the inverse of <see cref="Index"/>.</summary>
    public static (int Level, long N) Split(long index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        // Record n begins at 2n minus its 1 bits, so it is at or a few records after index/2.
        var record = index / 2;
        while (Before(record + 1) <= index)
        {
            record++;
        }

        var level = (int)(index - Before(record));
        return (level, record >> level);
    }

    /// <summary>How many nodes a log of so many records has.</summary>
    public static long Count(long records) => Before(records);

    // Every record contributes itself; of n records n>>1 pairs, n>>2 fours … are complete: the sum is 2n minus the 1 bits of n.
    private static long Before(long record) => (2 * record) - BitOperations.PopCount((ulong)record);
}
