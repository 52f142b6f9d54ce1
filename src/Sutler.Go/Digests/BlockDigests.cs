using System.Collections.Immutable;

namespace Sutler.Go.Digests;

/// <summary>What a file's bytes are: its length and the SHA-256 of each of its blocks. Immutable; equal by value.</summary>
/// <remarks>A file of 1 MiB or less has one block, an empty one none.</remarks>
public sealed class BlockDigests : IEquatable<BlockDigests>
{
    /// <summary>Bytes of a block; the last one of a file may have fewer.</summary>
    public const int BlockSize = 1 << 20;

    /// <summary>A limit of ours, above every legal module zip: what is larger is not recorded.</summary>
    public const long LargestFile = 1L << 30;

    /// <summary>Puts them together; the number of digests must be <see cref="CountFor"/> the length.</summary>
    public BlockDigests(long length, ImmutableArray<BlockDigest> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Length, CountFor(length));
        Length = length;
        Blocks = blocks;
    }

    /// <summary>Bytes of the file.</summary>
    public long Length { get; }

    /// <summary>The digests in the order of the blocks.</summary>
    public ImmutableArray<BlockDigest> Blocks { get; }

    /// <summary>How many blocks a file of so many bytes has.</summary>
    public static int CountFor(long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        return checked((int)((length + BlockSize - 1) / BlockSize));
    }

    /// <summary>Where block <paramref name="index"/> of a file of <paramref name="length"/> bytes lies.</summary>
    public static FileBlock BlockAt(int index, long length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, CountFor(length));
        var offset = (long)index * BlockSize;
        return new FileBlock(index, offset, (int)Math.Min(BlockSize, length - offset));
    }

    /// <summary>The digests of content held in memory.</summary>
    public static BlockDigests Of(ReadOnlySpan<byte> content)
    {
        var blocks = ImmutableArray.CreateBuilder<BlockDigest>(CountFor(content.Length));
        for (var index = 0; index < blocks.Capacity; index++)
        {
            var block = BlockAt(index, content.Length);
            blocks.Add(BlockDigest.Of(content.Slice((int)block.Offset, block.Length)));
        }

        return new BlockDigests(content.Length, blocks.MoveToImmutable());
    }

    /// <summary>Where block <paramref name="index"/> lies.</summary>
    public FileBlock this[int index] => BlockAt(index, Length);

    /// <summary>
    /// The blocks of this file that <paramref name="found"/> does not have in the same place. A block of another length differs; what
    /// <paramref name="found"/> has beyond this file's end is no block of it, and shows in the lengths alone.
    /// </summary>
    public IReadOnlyList<FileBlock> DifferingBlocks(BlockDigests found)
    {
        ArgumentNullException.ThrowIfNull(found);
        List<FileBlock> differing = [];
        for (var index = 0; index < Blocks.Length; index++)
        {
            var isThere = index < found.Blocks.Length && found[index].Length == this[index].Length && found.Blocks[index] == Blocks[index];
            if (!isThere)
            {
                differing.Add(this[index]);
            }
        }

        return differing;
    }

    /// <inheritdoc/>
    public bool Equals(BlockDigests? other) => other is not null && Length == other.Length && Blocks.AsSpan().SequenceEqual(other.Blocks.AsSpan());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as BlockDigests);

    /// <inheritdoc/>
    public override int GetHashCode() => Blocks.Length == 0 ? 0 : HashCode.Combine(Length, Blocks[0]);
}
