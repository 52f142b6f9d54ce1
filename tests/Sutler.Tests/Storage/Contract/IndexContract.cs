using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Xunit;

namespace Sutler.Tests.Storage.Contract;

/// <summary>A fresh index for each test of the contract, and the words in which the tests speak of it.</summary>
public abstract class IndexContract<TAdapter> : IAsyncLifetime
    where TAdapter : IIndexAdapter, new()
{
    private readonly TAdapter _adapter = new();

    protected static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(Start);

    protected IIndexStore Index { get; private set; } = null!;

    protected ILeaseRecords LeaseRecords => _adapter.LeaseRecords(Index);

    public ValueTask InitializeAsync()
    {
        Index = _adapter.Open(Time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await Index.DisposeAsync();
        _adapter.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static IndexKey Key(string name, string area = "file") => IndexKey.Create(area, name);

    protected static BlobDigest Digest(string content) => BlobDigest.Of(Encoding.UTF8.GetBytes(content));

    protected async Task<IndexEntry> PutAsync(string name, string content = "", string area = "file")
    {
        var text = content.Length == 0 ? name : content;
        Assert.True(await Index.Ledger.ReserveAsync(Digest(text), text.Length, TimeSpan.FromHours(1), Cancellation));
        var outcome = await Index.Entries.PutAsync(new EntryWrite { Key = Key(name, area), Digest = Digest(text), Facts = EntryFacts.None }, Cancellation);
        return Assert.IsType<EntryOutcome.Written>(outcome).Entry;
    }

    protected async Task<string[]> NamesAsync(EntryQuery query)
    {
        var names = new List<string>();
        for (EntryCursor? next = null; ;)
        {
            var page = await Index.Entries.QueryAsync(query with { After = next }, Cancellation);
            Assert.True(page.Entries.Count <= query.Limit);
            names.AddRange(page.Entries.Select(entry => entry.Key.Name));
            if ((next = page.Next) is null)
            {
                return [.. names];
            }
        }
    }

    protected async Task UseAsync(string name)
    {
        Index.Entries.NoteUse(Key(name));
        await Index.FlushUsesAsync(Cancellation);
    }
}
