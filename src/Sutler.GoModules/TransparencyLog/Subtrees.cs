using System.Numerics;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>The division of a range of records into complete subtrees, largest first (RFC 6962, section 2.1).</summary>
internal static class Subtrees
{
    /// <summary>The numbers of the roots of the complete subtrees of records [low, high).</summary>
    public static void AddRoots(long low, long high, List<long> indexes)
    {
        while (low < high)
        {
            var level = BitOperations.Log2((ulong)(high - low));
            indexes.Add(StoredHash.Index(level, low >> level));
            low += 1L << level;
        }
    }

    /// <summary>The hash over records [low, high), taking the hashes that <see cref="AddRoots"/> asked for.</summary>
    public static LogHash Hash(long low, long high, HashQueue hashes)
    {
        var roots = hashes.Take(BitOperations.PopCount((ulong)(high - low)));
        var hash = roots[^1];
        for (var i = roots.Length - 2; i >= 0; i--)
        {
            hash = LogHash.OfNode(roots[i], hash);
        }

        return hash;
    }

    /// <summary>Where a range of at least two records is split: the largest power of two below its length.</summary>
    public static long Split(long length) => 1L << BitOperations.Log2((ulong)(length - 1));
}

/// <summary>Hashes that were read, handed out in the order they were asked for.</summary>
internal sealed class HashQueue(IReadOnlyList<LogHash> hashes)
{
    private int _taken;

    public LogHash[] Take(int count)
    {
        var taken = new LogHash[count];
        for (var i = 0; i < count; i++)
        {
            taken[i] = hashes[_taken++];
        }

        return taken;
    }
}
