using Microsoft.Extensions.Time.Testing;
using Sutler.Errors;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Stored;
using Sutler.GoModules.Modules;
using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.TestKit;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Serving.Stored;

/// <summary>Architecture 6: what is stored, what proxies and what version control is asked wait for nothing of the other kinds.</summary>
public sealed class FetchQueueTests : IAsyncLifetime
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(60));
    private readonly ScratchDirectory _files = new();
    private readonly Gate _gate = new();
    private MemoryModuleRepository[] _modules = null!;
    private StoredModuleServer _server = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        // Each kind has one module that answers, and two that do not for a while.
        _modules =
        [
            .. new[] { false, true }.SelectMany(direct => new[]
            {
                new MemoryModuleRepository(Name(direct, "free")) { IsVersionControl = direct }.Add("v1.0.0", "v1.1.0"),
                new MemoryModuleRepository(Name(direct, "slow")) { IsVersionControl = direct, BeforeStat = _gate }.Add("v1.0.0"),
                new MemoryModuleRepository(Name(direct, "next")) { IsVersionControl = direct, BeforeStat = _gate }.Add("v1.0.0"),
            }),
        ];
        var store = new ContentStore(DirectoryBlobStore.Open(_files["blobs"], _time), new MemoryIndexStore(_time), _time);
        Directory.CreateDirectory(_files["partial"]);
        var options = new StoredServerOptions { Partials = _files["partial"], Fetches = 1, VersionControl = 1, Waiting = 1 };
        _server = new StoredModuleServer(new MemoryModuleSources(_modules), HashWitness.None, store, options, _time);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _files.Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Lets_one_kind_and_what_is_stored_go_on_while_the_other_is_busy(bool directIsBusy)
    {
        Assert.Equal(AnswerCause.Miss, Cause(await AskAsync(Name(directIsBusy, "free"))));
        var slow = AskAsync(Name(directIsBusy, "slow"));
        await _gate.WaitForArrivalsAsync(1, Token);
        var next = AskAsync(Name(directIsBusy, "next"));
        Assert.Equal(AnswerCause.Hit, Cause(await AskAsync(Name(directIsBusy, "free"))));
        Assert.Equal(AnswerCause.Miss, Cause(await AskAsync(Name(!directIsBusy, "free"))));
        // One at a time, and one that waits.
        Assert.Equal(1, _gate.Arrived);
        _gate.Open();
        Assert.All(await Task.WhenAll(slow, next), answer => Assert.Equal(AnswerCause.Miss, Cause(answer)));
    }

    [Theory]
    [InlineData(true, "version control")]
    [InlineData(false, "other proxies")]
    public async Task Says_that_it_is_busy_when_no_more_may_wait(bool direct, string what)
    {
        var slow = AskAsync(Name(direct, "slow"));
        await _gate.WaitForArrivalsAsync(1, Token);
        var next = AskAsync(Name(direct, "next"));
        var refused = Assert.IsType<ServedAnswer.Failed>(await AskAsync(Name(direct, "free")));
        Assert.Equal((503, $"too many modules are being fetched from {what} at the moment"), (refused.Status, refused.Reason));
        _gate.Open();
        Assert.All(await Task.WhenAll(slow, next), answer => Assert.Equal(AnswerCause.Miss, Cause(answer)));
        Assert.Equal(AnswerCause.Miss, Cause(await AskAsync(Name(direct, "free"))));
    }

    [Fact]
    public async Task Gives_the_place_back_after_a_failure()
    {
        _modules[0].Failure = new SutlerException("broken");
        Assert.IsType<ServedAnswer.Failed>(await AskAsync(Name(direct: false, "free")));
        _modules[0].Failure = null;
        Assert.Equal(AnswerCause.Miss, Cause(await AskAsync(Name(direct: false, "free"))));
    }

    private static string Name(bool direct, string name) => $"{(direct ? "direct" : "proxied")}.example.com/{name}";

    private static AnswerCause Cause(ServedAnswer answer) => Assert.IsType<ServedAnswer.Found>(answer).Cause;

    private Task<ServedAnswer> AskAsync(string path) =>
        _server.AnswerAsync(new ModuleRequest.Info(ModulePath.Parse(path), "v1.0.0"), RequestTerms.Usual, Token).AsTask();
}
