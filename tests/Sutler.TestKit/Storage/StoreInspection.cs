using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite;

namespace Sutler.TestKit.Storage;

/// <summary>A name in a store.</summary>
/// <param name="Area">Which kind of thing it is.</param>
/// <param name="Name">Its name among these.</param>
/// <param name="Sha256">The SHA-256 of its bytes, in hexadecimal digits.</param>
public sealed record StoredName(string Area, string Name, string Sha256);

/// <summary>What is in a data directory that no process uses, read and checked byte by byte.</summary>
/// <param name="Names">All names.</param>
/// <param name="Faults">Names without their bytes, blobs with other bytes than their name says, blobs without a name that a sweep leaves.</param>
/// <param name="Strays">Blobs that nothing stood for, which the sweep took away.</param>
/// <param name="Leftovers">Files under temporary names.</param>
public sealed record StoreInspection(IReadOnlyList<StoredName> Names, IReadOnlyList<string> Faults, int Strays, int Leftovers)
{
    /// <summary>Reads, checks and sweeps a data directory.</summary>
    public static async Task<StoreInspection> RunAsync(string path, CancellationToken cancellationToken)
    {
        // Long after any reservation.
        var time = new LaterClock();
        using var data = DataDirectory.Take(path);
        var blobs = DirectoryBlobStore.Open(data.Blobs, time);
        await using var index = SqliteIndexStore.Open(data.Index, time);
        var leftovers = Directory.GetFiles(Path.Combine(data.Blobs, "v1", "tmp")).Length;
        var entries = await EntriesAsync(index, cancellationToken);
        var faults = new List<string>();
        foreach (var entry in entries)
        {
            if (await BlobCheck.RunAsync(blobs, entry.Digest, cancellationToken) is var found && found is not BlobCondition.Sound { Length: var length } || length != entry.Length)
            {
                faults.Add($"{entry.Key}: {found}");
            }
        }

        var sweep = new BlobSweep(blobs, index);
        var strays = await sweep.AdoptStraysAsync(cancellationToken);
        strays += (int)(await sweep.DeleteUnreferencedAsync(cancellationToken)).Count;
        var named = entries.Select(entry => entry.Digest).ToHashSet();
        faults.AddRange((await ListAsync(blobs, cancellationToken)).Where(digest => !named.Contains(digest)).Select(digest => $"blob {digest} has no name"));
        return new StoreInspection([.. entries.Select(entry => new StoredName(entry.Key.Area, entry.Key.Name, entry.Digest.Hex))], faults, strays, leftovers);
    }

    private static async Task<IReadOnlyList<IndexEntry>> EntriesAsync(SqliteIndexStore index, CancellationToken cancellationToken)
    {
        var entries = new List<IndexEntry>();
        EntryCursor? after = null;
        do
        {
            var page = await index.Entries.QueryAsync(new EntryQuery { After = after, Limit = EntryQuery.MaxLimit }, cancellationToken);
            entries.AddRange(page.Entries);
            after = page.Next;
        }
        while (after is not null);
        return entries;
    }

    private static async Task<IReadOnlyList<BlobDigest>> ListAsync(DirectoryBlobStore blobs, CancellationToken cancellationToken)
    {
        var all = new List<BlobDigest>();
        BlobDigest? next = null;
        do
        {
            var page = await blobs.ListAsync(next, 1000, cancellationToken);
            all.AddRange(page.Blobs.Select(blob => blob.Digest));
            next = page.Next;
        }
        while (next is not null);
        return all;
    }

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow().AddYears(1);
    }
}
