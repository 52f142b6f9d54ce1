using System.Collections.Immutable;

namespace Sutler.Go.Digests;

/// <summary>The record that a file was stored with these bytes: evidence of what is on the disk, never of what ought to be.</summary>
/// <param name="Path">Relative to <c>cache/download</c>, with '/': <c>rsc.io/quote/@v/v1.5.2.zip</c>.</param>
/// <param name="Recorded">When, to the millisecond, in UTC.</param>
/// <param name="Content">The bytes.</param>
public sealed record FileDigest(string Path, DateTimeOffset Recorded, BlockDigests Content)
{
    /// <inheritdoc cref="BlockDigests.BlockSize"/>
    public const int BlockSize = BlockDigests.BlockSize;

    /// <summary>Bytes of the file.</summary>
    public long Length => Content.Length;

    /// <summary>The SHA-256 of each block.</summary>
    public ImmutableArray<BlockDigest> Blocks => Content.Blocks;

    /// <summary>Whether a file has exactly these bytes.</summary>
    public bool Matches(BlockDigests found) => Content.Equals(found);

    /// <inheritdoc cref="BlockDigests.DifferingBlocks"/>
    public IReadOnlyList<FileBlock> DifferingBlocks(BlockDigests found) => Content.DifferingBlocks(found);
}
