using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage.Blobs;
using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.Storage.Index;
using Sutler.Storage.Sqlite;
using Sutler.Storage.Values;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Storage;

/// <summary>Kills a process in the middle of storing, removing and sweeping, again and again over the same data.</summary>
public sealed class StoreCrashTests : IDisposable
{
    private const int Kills = 30;

    private readonly ScratchDirectory _scratch = new();
    private readonly Dictionary<string, BlobDigest> _kept = new(StringComparer.Ordinal);
    private int _counter;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Loses_nothing_that_was_answered_and_shows_nothing_that_is_not_whole()
    {
        for (var kill = 0; kill < Kills; kill++)
        {
            await ChurnAndKillAsync(kill);
            await CheckAsync();
        }
        Assert.NotEmpty(_kept);
        Assert.True(_counter > Kills);
    }

    private async Task ChurnAndKillAsync(int kill)
    {
        var program = Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "bin", "Sutler.DevTools", "debug", "Sutler.DevTools");
        using var process = ExternalProgram.Start(program, ["store-churn", _scratch["data"], kill.ToString(CultureInfo.InvariantCulture)]);
        // Where it is killed depends on how far it is, not on how fast this machine is.
        var lines = Random.Shared.Next(1, 60);
        while (await process.StandardOutput.ReadLineAsync(Cancellation) is { } line)
        {
            Note(line);
            if (--lines == 0)
            {
                process.Kill();
            }
        }
        await process.WaitForExitAsync(Cancellation);
        Assert.True(lines <= 0, await process.StandardError.ReadToEndAsync(Cancellation));
    }

    private void Note(string line)
    {
        switch (line.Split(' '))
        {
            case ["kept", var name, var digest]:
                _kept.Add(name, BlobDigest.Parse(digest));
                break;
            case ["value", var number]:
                _counter = int.Parse(number, CultureInfo.InvariantCulture);
                break;
        }
    }

    private async Task CheckAsync()
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow().AddYears(1));
        using var data = DataDirectory.Take(_scratch["data"]);
        var blobs = DirectoryBlobStore.Open(data.Blobs, time);
        await using var index = SqliteIndexStore.Open(data.Index, time);

        var entries = (await index.Entries.QueryAsync(new EntryQuery { Limit = EntryQuery.MaxLimit }, Cancellation)).Entries;
        foreach (var digest in entries.Select(entry => (entry.Digest, entry.Length)).Distinct())
        {
            Assert.Equal(new BlobCondition.Sound(digest.Length), await BlobCheck.RunAsync(blobs, digest.Digest, Cancellation));
        }
        var stored = entries.Where(entry => entry.Key.Area == "kept").ToDictionary(entry => entry.Key.Name, entry => entry.Digest);
        Assert.All(_kept, kept => Assert.Equal(kept.Value, stored[kept.Key]));
        var counter = await index.Values.FindAsync(IndexKey.Create("counter", "c"), Cancellation);
        Assert.True(_counter <= Number(counter));

        // What is left over goes; what is named stays.
        await blobs.RemoveLeftoversAsync(time.GetUtcNow(), Cancellation);
        Assert.Empty(Directory.GetFiles(Path.Combine(data.Blobs, "v1", "tmp")));
        var sweep = new BlobSweep(blobs, index);
        await sweep.AdoptStraysAsync(Cancellation);
        await sweep.DeleteUnreferencedAsync(Cancellation);
        var listed = (await blobs.ListAsync(null, 10_000, Cancellation)).Blobs.Select(blob => blob.Digest);
        Assert.Equal(entries.Select(entry => entry.Digest).Distinct().Order(), listed);
        var totals = await index.CountAsync(Cancellation);
        Assert.Equal(new Tally(entries.Count, entries.Sum(entry => entry.Length)), new Tally(totals.Areas.Sum(area => area.Entries.Count), totals.Areas.Sum(area => area.Entries.Bytes)));
        Assert.Equal(entries.Select(entry => entry.Digest).Distinct().Count(), totals.Blobs.Count);
        Assert.Equal(default, totals.UnreferencedBlobs);
    }

    private static int Number(StoredValue? value) =>
        value is null ? 0 : int.Parse(Encoding.ASCII.GetString(Assert.IsType<ValueContent.Present>(value.Content).Bytes.Span), CultureInfo.InvariantCulture);
}
