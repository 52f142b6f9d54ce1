using System.Globalization;
using System.Text;
using Sutler.Storage;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite;
using Sutler.Storage.Values;

namespace Sutler.TestKit.Storage;

/// <summary>Stores, replaces, removes and sweeps as fast as it can, and tells of what is done, until it is killed.</summary>
/// <remarks>
/// Lines: <c>ready</c>; <c>kept NAME DIGEST</c> for an entry that is never removed; <c>value N</c> for a counter that only grows. Many contents
/// are equal, and names that come and go share them with those that stay.
/// </remarks>
public sealed class StoreChurn
{
    private const int DifferentContents = 40;

    private readonly ContentStore _store;
    private readonly TextWriter _output;
    private readonly int _seed;

    private StoreChurn(ContentStore store, TextWriter output, int seed)
    {
        _store = store;
        _output = output;
        _seed = seed;
    }

    /// <summary>Churns in a data directory; an hour passes in a fifth of a second, so that reservations run out, at times under the hands of who made them.</summary>
    public static async Task RunAsync(string path, int seed, TextWriter output, CancellationToken cancellationToken)
    {
        var clock = new FastClock(18_000);
        using var data = DataDirectory.Take(path);
        await using var index = SqliteIndexStore.Open(data.Index, clock);
        var churn = new StoreChurn(new ContentStore(DirectoryBlobStore.Open(data.Blobs, clock), index, clock), TextWriter.Synchronized(output), seed);
        churn.Say("ready");
        await Task.WhenAll(
            churn.KeepAsync(cancellationToken), churn.KeepAsync(cancellationToken), churn.ComeAndGoAsync(0, cancellationToken), churn.ComeAndGoAsync(1, cancellationToken),
            churn.CountAsync(cancellationToken), churn.SweepAsync(cancellationToken));
    }

    /// <summary>The bytes of a content: from nothing to some tens of kilobytes.</summary>
    public static byte[] Content(int number)
    {
        var bytes = new byte[number * 997];
        new Random(number).NextBytes(bytes);
        return bytes;
    }

    private async Task KeepAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{_seed}-{Guid.NewGuid():n}");
            var digest = await StoreAsync("kept", name, cancellationToken);
            Say($"kept {name} {digest}");
        }
    }

    private async Task ComeAndGoAsync(int number, CancellationToken cancellationToken)
    {
        for (var i = 0; ; i = (i + 1) % 20)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"{number}-{i}");
            await StoreAsync("gone", name, cancellationToken);
            await _store.Index.Entries.RemoveAsync(IndexKey.Create("gone", string.Create(CultureInfo.InvariantCulture, $"{number}-{(i + 10) % 20}")), null, RemovalReason.Evicted, "", cancellationToken);
        }
    }

    private async Task CountAsync(CancellationToken cancellationToken)
    {
        var key = IndexKey.Create("counter", "c");
        while (true)
        {
            var current = await _store.Index.Values.FindAsync(key, cancellationToken);
            var next = current is null ? 1 : int.Parse(Encoding.ASCII.GetString(((ValueContent.Present)current.Content).Bytes.Span), CultureInfo.InvariantCulture) + 1;
            var write = new ValueWrite
            {
                Key = key,
                Content = new ValueContent.Present(Encoding.ASCII.GetBytes(next.ToString(CultureInfo.InvariantCulture)), ""),
                FetchedAt = DateTimeOffset.UnixEpoch,
                FreshUntil = null,
                Expected = current is null ? new ValueExpectation.Nothing() : new ValueExpectation.Exactly(current.Version),
            };
            if (await _store.Index.Values.PutAsync(write, cancellationToken) is ValueOutcome.Written)
            {
                Say(string.Create(CultureInfo.InvariantCulture, $"value {next}"));
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var sweep = new BlobSweep(_store.Blobs, _store.Index);
        while (true)
        {
            await sweep.DeleteUnreferencedAsync(cancellationToken);
            await Task.Yield();
        }
    }

    private async Task<BlobDigest> StoreAsync(string area, string name, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return await TryStoreAsync(area, name, cancellationToken);
            }
            catch (StorageException failure) when (failure.Message.Contains("it was reserved for", StringComparison.Ordinal))
            {
                // On this clock that happens on a busy machine: nothing was stored, as it should be.
            }
        }
    }

    private async Task<BlobDigest> TryStoreAsync(string area, string name, CancellationToken cancellationToken)
    {
        await using var writer = await _store.Blobs.BeginAsync(null, cancellationToken);
        foreach (var part in Content(Random.Shared.Next(DifferentContents)).Chunk(8000))
        {
            await writer.WriteAsync(part, cancellationToken);
        }
        var outcome = await _store.StoreAsync(writer, IndexKey.Create(area, name), EntryFacts.None, null, cancellationToken);
        return outcome is EntryOutcome.Written written ? written.Entry.Digest : ((EntryOutcome.Conflict)outcome).Current.Digest;
    }

    private void Say(string line)
    {
        _output.WriteLine(line);
        _output.Flush();
    }
}
