using Microsoft.Extensions.Time.Testing;
using Sutler.Storage;
using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Pins;
using Sutler.Storage.Sqlite;
using Sutler.Storage.Sqlite.Database;
using Sutler.Storage.Sqlite.Index;
using Sutler.Storage.Values;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class SqliteIndexStoreTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string File => _scratch["index.db"];

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Finds_everything_again_after_it_was_closed()
    {
        IndexEntry entry;
        await using (var index = Open())
        {
            entry = await PutAsync(index, "a");
            await index.Values.PutAsync(Value("v"), Cancellation);
            await index.Pins.PutAsync(new PinSet { Name = "app" }, [Key("a")], Cancellation);
            _time.Advance(TimeSpan.FromMinutes(1));
            index.Entries.NoteUse(Key("a"));
        }
        await using (var index = Open())
        {
            // The use was noted and not written when it was closed.
            Assert.Equal(entry with { IsPinned = true, LastUsed = entry.LastUsed.AddMinutes(1) }, await index.Entries.FindAsync(Key("a"), Cancellation));
            Assert.NotNull(await index.Values.FindAsync(Key("v"), Cancellation));
            Assert.Single(await index.Pins.ListAsync(Cancellation));
            Assert.True((await PutAsync(index, "b")).Revision > entry.Revision);
        }
    }

    [Fact]
    public async Task Is_readable_by_its_owner_alone()
    {
        await using var index = Open();
        await PutAsync(index, "a");
        Assert.Equal(["index.db", "index.db-shm", "index.db-wal"], _scratch.Tree());
        Assert.All(Directory.GetFiles(_scratch.Root), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(file)));
    }

    [Fact]
    public async Task Takes_no_lease_of_a_dead_predecessor_for_valid()
    {
        await using (var index = Open())
        {
            await index.LeaseRecords.ClaimAsync(Key("a"), TimeSpan.FromHours(1), Cancellation);
        }
        await using (var index = Open())
        {
            var attempt = Assert.IsType<LeaseAttempt.Acquired>(await index.Leases.TryAcquireAsync(Key("a"), TimeSpan.FromSeconds(15), Cancellation));
            await attempt.Lease.DisposeAsync();
        }
    }

    [Fact]
    public async Task Refuses_what_a_newer_version_wrote()
    {
        await Open().DisposeAsync();
        Execute("PRAGMA user_version = 7");
        var error = Assert.Throws<StorageException>(() => Open());
        Assert.Equal(
            (StorageFault.TooNew, $"index {File}: was written by a newer version of this program (form 7, this one knows {SqliteFile.Newest})"),
            (error.Fault, error.Message));
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Refuses_the_database_of_another_program()
    {
        System.IO.File.WriteAllText(File, "");
        Execute("CREATE TABLE theirs (x)");
        var error = Assert.Throws<StorageException>(() => Open());
        Assert.Equal($"index {File}: is a database of another program", error.Message);
    }

    [Fact]
    public void Says_that_a_file_is_no_database()
    {
        _scratch.Write("index.db", new string('x', 10_000));
        var error = Assert.Throws<StorageException>(() => Open());
        Assert.Equal((StorageFault.Damaged, $"index {File}: file is not a database"), (error.Fault, error.Message));
        Assert.NotNull(error.Hint);
    }

    [Fact]
    public void Says_that_a_directory_is_no_file()
    {
        Directory.CreateDirectory(File);
        Assert.Matches($"^open {File}: ", Assert.Throws<StorageException>(() => Open()).Message);
    }

    [Fact]
    public async Task Writes_the_uses_of_many_reads_with_one_commit()
    {
        await using var index = Open();
        for (var i = 0; i < 20; i++)
        {
            await PutAsync(index, $"n{i}");
        }
        await index.FlushUsesAsync(Cancellation);
        var before = index.Writer.Commits;
        for (var i = 0; i < 10_000; i++)
        {
            index.Entries.NoteUse(Key($"n{i % 20}"));
        }
        Assert.Equal(before, index.Writer.Commits);
        await index.FlushUsesAsync(Cancellation);
        Assert.Equal(before + 1, index.Writer.Commits);
    }

    [Fact]
    public async Task Writes_uses_every_few_seconds_by_itself()
    {
        await using var index = Open();
        var entry = await PutAsync(index, "a");
        var last = await index.Events.LastAsync(Cancellation);
        _time.Advance(TimeSpan.FromSeconds(4));
        index.Entries.NoteUse(Key("a"));
        var written = index.Writer.NextCommit;
        _time.Advance(TimeSpan.FromSeconds(1));
        await written.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.Equal(entry.LastUsed.AddSeconds(4), (await index.Entries.FindAsync(Key("a"), Cancellation))!.LastUsed);
        Assert.Equal(last, await index.Events.LastAsync(Cancellation));
    }

    [Fact]
    public async Task Lets_writes_that_wait_share_a_commit()
    {
        await using var index = Open();
        var before = index.Writer.Commits;
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await Task.WhenAll(Enumerable.Range(0, 500).Select(async i =>
        {
            await gate.Task;
            await index.Values.PutAsync(Value($"v{i}"), Cancellation);
        }).Append(Task.Run(gate.SetResult, Cancellation)));
        Assert.InRange(index.Writer.Commits - before, 1, 250);
    }

    [Fact]
    public async Task Takes_back_only_the_write_that_fails()
    {
        await using var writer = new SqliteWriter(SqliteFile.Open(File));
        var fails = writer.WriteAsync<long>(
            connection =>
            {
                connection.Execute("UPDATE counter SET last = 1000");
                throw new InvalidOperationException("a mistake");
            },
            Cancellation).AsTask();
        var works = writer.WriteAsync(connection => connection.Number("UPDATE counter SET last = last + 1 RETURNING last"), Cancellation).AsTask();
        Assert.Equal("a mistake", (await Assert.ThrowsAsync<InvalidOperationException>(() => fails)).Message);
        Assert.Equal(1, await works);
    }

    [Fact]
    public async Task Says_that_the_disk_is_full_and_goes_on_when_there_is_room()
    {
        var (disk, reason) = await SmallDisk.MountAsync(_scratch["small"], 2048, Cancellation);
        Assert.SkipWhen(disk is null, reason);
        await using var mounted = disk;
        await using var index = SqliteIndexStore.Open(_scratch["small/index.db"], _time);
        await PutAsync(index, "before");
        disk.Fill();
        var error = await Assert.ThrowsAsync<StorageException>(async () =>
        {
            for (var i = 0; i < 1000; i++)
            {
                await index.Values.PutAsync(Value($"v{i}") with { Content = new ValueContent.Present(new byte[10_000], "") }, Cancellation);
            }
        });
        Assert.Equal(StorageFault.Full, error.Fault);
        Assert.NotNull(await index.Entries.FindAsync(Key("before"), Cancellation));
        disk.Empty();
        await PutAsync(index, "after");
        Assert.NotNull(await index.Entries.FindAsync(Key("after"), Cancellation));
    }

    [Fact]
    public async Task Refuses_to_work_when_it_is_closed()
    {
        var index = Open();
        await index.DisposeAsync();
        await index.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await index.Values.PutAsync(Value("v"), Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await index.Values.FindAsync(Key("v"), Cancellation));
    }

    [Theory]
    [InlineData(EntryOrder.Key)]
    [InlineData(EntryOrder.LastUsed)]
    [InlineData(EntryOrder.LastChecked)]
    [InlineData(EntryOrder.FirstSeen)]
    public async Task Lists_in_every_order_without_sorting(EntryOrder order)
    {
        await using var index = Open();
        var query = new EntryQuery { Order = order, UnpinnedOnly = true, Before = order == EntryOrder.Key ? null : _time.GetUtcNow(), After = new EntryCursor(_time.GetUtcNow(), Key("a")) };
        using var connection = SqliteConnection.Open(File, readOnly: true);
        using var plan = connection.Prepare("EXPLAIN QUERY PLAN " + EntryQuerySql.Text(query));
        var steps = new List<string>();
        while (plan.Step())
        {
            steps.Add(plan.Text(3));
        }
        Assert.DoesNotContain("TEMP B-TREE", Assert.Single(steps), StringComparison.Ordinal);
    }

    private static IndexKey Key(string name) => IndexKey.Create("file", name);

    private static ValueWrite Value(string name) => new() { Key = Key(name), Content = new ValueContent.Present(new byte[10], ""), FetchedAt = default, FreshUntil = null };

    private SqliteIndexStore Open() => SqliteIndexStore.Open(File, _time);

    private void Execute(string sql)
    {
        using var connection = SqliteConnection.Open(File, readOnly: false);
        connection.Execute(sql);
    }

    private static async Task<IndexEntry> PutAsync(SqliteIndexStore index, string name)
    {
        var digest = BlobDigest.Of(System.Text.Encoding.UTF8.GetBytes(name));
        await index.Ledger.ReserveAsync(digest, name.Length, TimeSpan.FromHours(1), Cancellation);
        return Assert.IsType<EntryOutcome.Written>(await index.Entries.PutAsync(new EntryWrite { Key = Key(name), Digest = digest, Facts = EntryFacts.None }, Cancellation)).Entry;
    }
}
