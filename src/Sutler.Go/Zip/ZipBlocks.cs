using System.Collections.Immutable;
using Sutler.Go.Cache;
using Sutler.Go.Digests;

namespace Sutler.Go.Zip;

/// <summary>Hashes the blocks of a zip file beside its content, on the same threads.</summary>
/// <remarks>A zip of one block is hashed by whoever begins with it; of larger ones each block is a batch of its own.</remarks>
public sealed class ZipBlocks
{
    private readonly ModuleZip _zip;
    private readonly BlockDigest[] _digests;
    private volatile bool _isIncomplete;
    private int _remaining;

    /// <summary>Prepares to hash; pass it along with the zip.</summary>
    public ZipBlocks(ModuleZip zip)
    {
        ArgumentNullException.ThrowIfNull(zip);
        _zip = zip;
        _digests = zip.Length <= BlockDigests.LargestFile ? new BlockDigest[BlockDigests.CountFor(zip.Length)] : [];
        _remaining = _digests.Length;
    }

    /// <summary>The digests once all blocks are hashed; null before, or when one could not be read.</summary>
    public BlockDigests? Content => !_isIncomplete && Volatile.Read(ref _remaining) == 0 && _zip.Length <= BlockDigests.LargestFile
        ? new BlockDigests(_zip.Length, ImmutableArray.Create(_digests))
        : null;

    /// <summary>Number of batches.</summary>
    internal int Batches => _digests.Length == 1 ? 0 : _digests.Length;

    /// <summary>Starts over, and hashes at once what is not worth a batch.</summary>
    internal void Begin(ZipEntryReader reader)
    {
        _isIncomplete = false;
        _remaining = _digests.Length;
        if (_digests.Length == 1)
        {
            Run(0, reader);
        }
    }

    /// <summary>Hashes one block. That it cannot be read is told by whoever reads the content.</summary>
    internal void Run(int index, ZipEntryReader reader)
    {
        Span<byte> digest = stackalloc byte[BlockDigest.Size];
        try
        {
            var block = BlockDigests.BlockAt(index, _zip.Length);
            _isIncomplete |= !reader.TryHash(_zip, block.Offset, block.Length, digest);
            _digests[index] = new BlockDigest(digest);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            _isIncomplete = true;
        }

        Interlocked.Decrement(ref _remaining);
    }
}
