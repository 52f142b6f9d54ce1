namespace Sutler.GoModules.TransparencyLog;

/// <summary>Makes and checks the proofs of RFC 6962: that a log has a record, and that a log continues an earlier one.</summary>
public static class LogProofs
{
    /// <summary>The hash over the first <paramref name="size"/> records.</summary>
    public static async Task<LogHash> TreeHashAsync(long size, ILogHashReader reader, CancellationToken cancellationToken)
    {
        if (size == 0)
        {
            return LogHash.EmptyTree;
        }

        var indexes = new List<long>();
        Subtrees.AddRoots(0, size, indexes);
        return Subtrees.Hash(0, size, new HashQueue(await reader.ReadHashesAsync(indexes, cancellationToken)));
    }

    /// <summary>The proof that a log of <paramref name="size"/> records has record <paramref name="number"/> (inclusion proof).</summary>
    public static async Task<IReadOnlyList<LogHash>> ProveRecordAsync(long size, long number, ILogHashReader reader, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(number);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, size);
        var indexes = new List<long>();
        AddRecordProofIndexes(0, size, number, indexes);
        var hashes = new HashQueue(await reader.ReadHashesAsync(indexes, cancellationToken));
        var proof = new List<LogHash>();
        BuildRecordProof(0, size, number, hashes, proof);
        return proof;
    }

    /// <summary>Whether the proof shows that the log with <paramref name="head"/> has <paramref name="recordHash"/> as record <paramref name="number"/>.</summary>
    public static bool CheckRecord(IReadOnlyList<LogHash> proof, TreeHead head, long number, LogHash recordHash) =>
        number >= 0
        && number < head.Size
        && RunRecordProof(new ProofCursor(proof), 0, head.Size, number, recordHash) == head.Hash;

    /// <summary>The proof that a log of <paramref name="size"/> records begins with the log of <paramref name="oldSize"/> (consistency proof).</summary>
    public static async Task<IReadOnlyList<LogHash>> ProveTreeAsync(long size, long oldSize, ILogHashReader reader, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(oldSize, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(oldSize, size);
        var indexes = new List<long>();
        AddTreeProofIndexes(0, size, oldSize, indexes);
        var hashes = new HashQueue(indexes.Count == 0 ? [] : await reader.ReadHashesAsync(indexes, cancellationToken));
        var proof = new List<LogHash>();
        BuildTreeProof(0, size, oldSize, hashes, proof);
        return proof;
    }

    /// <summary>Whether the proof shows that the log with <paramref name="head"/> begins with the one of <paramref name="old"/>.</summary>
    public static bool CheckTree(IReadOnlyList<LogHash> proof, TreeHead head, TreeHead old)
    {
        if (old.Size < 1 || old.Size > head.Size)
        {
            return false;
        }

        var result = RunTreeProof(new ProofCursor(proof), 0, head.Size, old.Size, old.Hash);
        return result is { } hashes && hashes.Old == old.Hash && hashes.New == head.Hash;
    }

    private static void AddRecordProofIndexes(long low, long high, long number, List<long> indexes)
    {
        if (low + 1 == high)
        {
            return;
        }

        var middle = low + Subtrees.Split(high - low);
        if (number < middle)
        {
            AddRecordProofIndexes(low, middle, number, indexes);
            Subtrees.AddRoots(middle, high, indexes);
        }
        else
        {
            Subtrees.AddRoots(low, middle, indexes);
            AddRecordProofIndexes(middle, high, number, indexes);
        }
    }

    // A proof lists the sibling subtrees from the record upwards; hashes arrive from left to right.
    private static void BuildRecordProof(long low, long high, long number, HashQueue hashes, List<LogHash> proof)
    {
        if (low + 1 == high)
        {
            return;
        }

        var middle = low + Subtrees.Split(high - low);
        if (number < middle)
        {
            BuildRecordProof(low, middle, number, hashes, proof);
            proof.Add(Subtrees.Hash(middle, high, hashes));
        }
        else
        {
            var sibling = Subtrees.Hash(low, middle, hashes);
            BuildRecordProof(middle, high, number, hashes, proof);
            proof.Add(sibling);
        }
    }

    private static LogHash? RunRecordProof(ProofCursor proof, long low, long high, long number, LogHash recordHash)
    {
        if (low + 1 == high)
        {
            return proof.IsAtStart ? recordHash : null;
        }

        if (!proof.TryTakeLast(out var sibling))
        {
            return null;
        }

        var middle = low + Subtrees.Split(high - low);
        return number < middle
            ? RunRecordProof(proof, low, middle, number, recordHash) is { } left ? LogHash.OfNode(left, sibling) : null
            : RunRecordProof(proof, middle, high, number, recordHash) is { } right ? LogHash.OfNode(sibling, right) : null;
    }

    private static void AddTreeProofIndexes(long low, long high, long oldSize, List<long> indexes)
    {
        if (oldSize == high)
        {
            // Who checks knows the old tree itself.
            if (low != 0)
            {
                Subtrees.AddRoots(low, high, indexes);
            }

            return;
        }

        var middle = low + Subtrees.Split(high - low);
        if (oldSize <= middle)
        {
            AddTreeProofIndexes(low, middle, oldSize, indexes);
            Subtrees.AddRoots(middle, high, indexes);
        }
        else
        {
            Subtrees.AddRoots(low, middle, indexes);
            AddTreeProofIndexes(middle, high, oldSize, indexes);
        }
    }

    private static void BuildTreeProof(long low, long high, long oldSize, HashQueue hashes, List<LogHash> proof)
    {
        if (oldSize == high)
        {
            if (low != 0)
            {
                proof.Add(Subtrees.Hash(low, high, hashes));
            }

            return;
        }

        var middle = low + Subtrees.Split(high - low);
        if (oldSize <= middle)
        {
            BuildTreeProof(low, middle, oldSize, hashes, proof);
            proof.Add(Subtrees.Hash(middle, high, hashes));
        }
        else
        {
            var sibling = Subtrees.Hash(low, middle, hashes);
            BuildTreeProof(middle, high, oldSize, hashes, proof);
            proof.Add(sibling);
        }
    }

    private static (LogHash Old, LogHash New)? RunTreeProof(ProofCursor proof, long low, long high, long oldSize, LogHash oldHash)
    {
        if (oldSize == high)
        {
            return CommonSubtree(proof, low, oldHash);
        }

        if (!proof.TryTakeLast(out var sibling))
        {
            return null;
        }

        var middle = low + Subtrees.Split(high - low);
        if (oldSize <= middle)
        {
            return RunTreeProof(proof, low, middle, oldSize, oldHash) is { } left ? (left.Old, LogHash.OfNode(left.New, sibling)) : null;
        }

        return RunTreeProof(proof, middle, high, oldSize, oldHash) is { } right
            ? (LogHash.OfNode(sibling, right.Old), LogHash.OfNode(sibling, right.New))
            : null;
    }

    private static (LogHash Old, LogHash New)? CommonSubtree(ProofCursor proof, long low, LogHash oldHash)
    {
        if (low == 0)
        {
            return proof.IsAtStart ? (oldHash, oldHash) : null;
        }

        return proof.TryTakeLast(out var hash) && proof.IsAtStart ? (hash, hash) : null;
    }

    /// <summary>A proof read from its end, where the topmost sibling is.</summary>
    private sealed class ProofCursor(IReadOnlyList<LogHash> proof)
    {
        private int _left = proof.Count;

        public bool IsAtStart => _left == 0;

        public bool TryTakeLast(out LogHash hash)
        {
            hash = IsAtStart ? default : proof[_left - 1];
            if (IsAtStart)
            {
                return false;
            }

            _left--;
            return true;
        }
    }
}
