using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Serving.Stored;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.Storage.Index;
using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Serving;

public sealed class ModuleFileVerifierTests : IDisposable
{
    private const string GoMod = "module ex.com/a\n";
    private static readonly ModuleId Module = new("ex.com/a", "v1.0.0");
    private static readonly byte[] Zip = ModuleZipBuilder.Build(Module, [("go.mod", GoMod), ("a.go", "package a\n")]);
    private static readonly string ZipHash = TestH1.Of([("ex.com/a@v1.0.0/go.mod", Encoding.ASCII.GetBytes(GoMod)), ("ex.com/a@v1.0.0/a.go", "package a\n"u8.ToArray())]);

    private readonly ScratchDirectory _scratch = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ContentStore _store;

    public ModuleFileVerifierTests() => _store = new ContentStore(DirectoryBlobStore.Open(_scratch["blobs"], _time), new MemoryIndexStore(_time), _time);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    // H1-3, H1-4
    [Fact]
    public async Task Finds_nothing_wrong_with_what_is_right()
    {
        await StoreAsync("ex.com/a/@v/v1.0.0.zip", Zip, ZipHash);
        await StoreAsync("ex.com/a/@v/v1.0.0.mod", Encoding.ASCII.GetBytes(GoMod), H1.OfGoMod(Encoding.ASCII.GetBytes(GoMod)).Text);
        await StoreAsync("ex.com/a/@v/v1.0.0.info", "{}"u8.ToArray(), null);
        Assert.Empty(await ScrubAsync());
    }

    [Theory]
    [InlineData("ex.com/a/@v/v1.0.0.zip")]
    [InlineData("ex.com/a/@v/v1.0.0.mod")]
    public async Task Finds_a_name_that_stands_for_the_bytes_of_another_module(string name)
    {
        var other = name.EndsWith(".zip", StringComparison.Ordinal)
            ? ModuleZipBuilder.Build(Module, [("go.mod", GoMod), ("a.go", "package b\n")])
            : "module ex.com/b\n"u8.ToArray();
        await StoreAsync(name, other, ZipHash);
        Assert.Equal([name], await ScrubAsync());
    }

    [Fact]
    public async Task Finds_what_is_no_zip()
    {
        await StoreAsync("ex.com/a/@v/v1.0.0.zip", Zip[..^5], ZipHash);
        Assert.Equal(["ex.com/a/@v/v1.0.0.zip"], await ScrubAsync());
    }

    [Fact]
    public async Task Leaves_alone_what_it_knows_nothing_of()
    {
        await StoreAsync("ex.com/a/@v/v1.0.0.zip", "no zip"u8.ToArray(), null);
        await StoreAsync("ex.com/a/@v/v1.0.0.txt", "no zip"u8.ToArray(), ZipHash);
        Assert.Empty(await ScrubAsync());
    }

    private async Task<IEnumerable<string>> ScrubAsync()
    {
        _time.Advance(TimeSpan.FromDays(1));
        var result = await new ContentScrub(_store, new ModuleFileVerifier(), _time).RunAsync(TimeSpan.FromHours(1), 10, Cancellation);
        Assert.Empty(result.Unreadable);
        return result.Removed.Select(entry => entry.Key.Name);
    }

    private async Task StoreAsync(string name, byte[] bytes, string? hash)
    {
        await using var writer = await _store.Blobs.BeginAsync(bytes.Length, Cancellation);
        await writer.WriteAsync(bytes, Cancellation);
        await _store.StoreAsync(writer, IndexKey.Create("go-file", name), EntryFacts.None with { ContentHash = hash }, null, Cancellation);
    }
}
