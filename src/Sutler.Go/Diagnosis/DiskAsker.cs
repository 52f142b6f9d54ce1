using Sutler.Go.Cache;
using Sutler.Go.Digests;

namespace Sutler.Go.Diagnosis;

/// <summary>Asks the recorded digests whether a file of the cache is as it was stored.</summary>
public static class DiskAsker
{
    private const int Workers = 2;

    /// <summary>The answer for a file below <c>cache/download</c>; reads the journals anew. Fails when the file cannot be read.</summary>
    public static DiskAnswer Ask(CacheLayout layout, string path, CancellationToken cancellationToken) =>
        Ask(RecordedDigests.Read(layout, cancellationToken), layout, path, cancellationToken);

    /// <summary>The same by journals that were read before.</summary>
    public static DiskAnswer Ask(RecordedDigests recorded, CacheLayout layout, string path, CancellationToken cancellationToken)
    {
        if (layout.DownloadName(path) is not { } name || recorded.FindAll(name) is not [var newest, ..] all)
        {
            return new DiskAnswer.NoRecord();
        }

        // Two processes may have written their records in one order and their files in the other.
        var found = BlockHasher.HashFile(path, Workers, cancellationToken);
        return all.Any(record => record.Matches(found)) ? new DiskAnswer.Intact() : new DiskAnswer.BlocksDiffer(newest.DifferingBlocks(found));
    }

    /// <summary>The same with what the hash beside a zip says. Both are written by whoever stores one, so a hash that fits tells of another writer, not of the disk.</summary>
    public static DiskAnswer WithHash(DiskAnswer disk, Content content, ZipHash beside) => (disk, beside) switch
    {
        (DiskAnswer.BlocksDiffer damage, ZipHash.Present { Hash: var hash }) when hash.Text == content.H1 => new DiskAnswer.Replaced(damage.Blocks),
        (DiskAnswer.NoRecord, ZipHash.Present { Hash: var hash }) => hash.Text == content.H1 ? new DiskAnswer.FitsItsHash() : new DiskAnswer.NotAsRecorded(hash.Text),
        _ => disk,
    };
}
