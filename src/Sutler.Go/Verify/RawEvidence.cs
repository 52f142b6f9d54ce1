using System.Collections.Immutable;
using Microsoft.Win32.SafeHandles;
using Sutler.Go.Cache;
using Sutler.Go.Digests;

namespace Sutler.Go.Verify;

/// <summary>Compares files with the records of what was stored.</summary>
internal sealed class RawEvidence(CacheLayout layout, RecordedDigests recorded, int workers)
{
    // Storing a file and recording it are moments apart.
    private static readonly TimeSpan Together = TimeSpan.FromMinutes(1);

    /// <summary>What the records say of a small file; null when they say nothing.</summary>
    public RawComparison? Compare(string path, StoredFile.Content file) => Compare(path, file.Status, () => BlockDigests.Of(file.Bytes), null);

    /// <summary>What the records say of an open file of any length; null when they say nothing.</summary>
    public RawComparison? Compare(string path, FileStatus status, SafeFileHandle file, CancellationToken cancellationToken) => Compare(
        path,
        status,
        () => BlockHasher.Hash(file, RandomAccess.GetLength(file), workers, cancellationToken),
        digest => BlockHasher.FindDamage(file, digest.Content, workers, cancellationToken));

    private RawComparison? Compare(string path, FileStatus status, Func<BlockDigests> hash, Func<FileDigest, IReadOnlyList<FileBlock>>? findDamage)
    {
        if (layout.DownloadName(path) is not { } name || recorded.FindAll(name) is not [var newest, ..] all)
        {
            return null;
        }

        var found = hash();
        if (all.Any(digest => digest.Matches(found)))
        {
            return new RawComparison(true, [], "");
        }

        var blocks = findDamage?.Invoke(newest) ?? newest.DifferingBlocks(found);
        var detail = $"its bytes are not those that were stored on {newest.Recorded.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";
        detail += found.Length == newest.Length ? "" : $", when it had {newest.Length} bytes instead of {found.Length}";
        detail += status.Modified > newest.Recorded + Together ? $"; it was written to on {status.Modified.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC" : "";
        return new RawComparison(false, [.. blocks], detail);
    }
}

/// <summary>What came of a comparison.</summary>
/// <param name="IsSame">Whether the file is as it was stored.</param>
/// <param name="Blocks">If not, the blocks that differ.</param>
/// <param name="Detail">If not, a sentence.</param>
internal sealed record RawComparison(bool IsSame, ImmutableArray<FileBlock> Blocks, string Detail);
