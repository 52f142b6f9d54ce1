using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Stored;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Storage.Content;
using Sutler.Storage.Directories;
using Sutler.TestKit;
using Sutler.TestKit.Storage;
using Sutler.Tests.EndToEnd;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Xunit;

namespace Sutler.Tests.Serving.Stored;

/// <summary>A server with a store, in front of a scripted proxy and a checksum database that knows what the test tells it.</summary>
internal sealed class StoredWorld : IAsyncDisposable
{
    private readonly HttpFetcher _http;
    private readonly UrlReader _reader;
    private readonly HashWitness _witness;

    private StoredWorld(ScriptedUpstream proxy, Func<StoredServerOptions, StoredServerOptions> with, int retries, string gonosumdb)
    {
        Proxy = proxy;
        Directory.CreateDirectory(Files["partial"]);
        var index = new MemoryIndexStore(Time);
        Store = new ContentStore(DirectoryBlobStore.Open(Files["blobs"], Time), index, Time);
        _http = new HttpFetcher(new HttpFetcherOptions());
        // Waits between attempts are not what is tested here.
        var retrier = new Retrier(new RetryPolicy { Retries = retries, FirstDelay = TimeSpan.FromMilliseconds(1), FailuresBeforeHostIsSkipped = 1000 }, TimeProvider.System);
        _reader = new UrlReader(_http, retrier);
        _witness = new HashWitness(Database, "sum.example.org", new GlobList(gonosumdb));
        Server = CreateServer(proxy.Url, with);
    }

    public static CancellationToken Token => TestContext.Current.CancellationToken;

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    public ScratchDirectory Files { get; } = new();

    public ScriptedUpstream Proxy { get; }

    public KnownHashes Database { get; } = new();

    public ContentStore Store { get; }

    public StoredModuleServer Server { get; }

    public ConcurrentQueue<string> Told { get; } = new();

    public static async Task<StoredWorld> StartAsync(Func<StoredServerOptions, StoredServerOptions>? with = null, int retries = 0, string gonosumdb = "") =>
        new(await ScriptedUpstream.StartAsync(), with ?? (static options => options), retries, gonosumdb);

    /// <summary>A module that the proxy has and the database knows; its zip is larger than what is withheld.</summary>
    public TestModule Publish(string path = "ex.com/mod", string version = "v1.0.0")
    {
        // Noise, so that it does not become small.
        var module = TestModule.Create(path, version, null, ("noise.txt", Convert.ToBase64String(RandomNumberGenerator.GetBytes(300_000))));
        Proxy.Answer(module.InfoTarget, Reply.Text(module.Info));
        Proxy.Answer(module.GoModTarget, Reply.Bytes(module.GoMod));
        Proxy.Answer(module.ZipTarget, Reply.File(module.Zip));
        Proxy.Answer(module.ListTarget, Reply.Text(version + "\n"));
        Database.Add(module);
        return module;
    }

    /// <summary>A server over the same store with another source; the caller disposes it.</summary>
    public StoredModuleServer CreateServer(string proxy, Func<StoredServerOptions, StoredServerOptions> with)
    {
        var sources = new SourceChain(proxy, new GlobList(""), _reader, static _ => throw new InvalidOperationException("no version control here")) { Remembers = false };
        return new StoredModuleServer(sources, _witness, Store, with(new StoredServerOptions { Partials = Files["partial"], Tell = Told.Enqueue }), Time);
    }

    public Task<ServedAnswer> ZipAsync(TestModule module, bool storedOnly = false, CancellationToken cancellationToken = default) =>
        AskAsync(new ModuleRequest.Zip(ModulePath.Parse(module.Id.Path), module.Id.Version), storedOnly, cancellationToken);

    public Task<ServedAnswer> GoModAsync(TestModule module, bool storedOnly = false) =>
        AskAsync(new ModuleRequest.GoMod(ModulePath.Parse(module.Id.Path), module.Id.Version), storedOnly);

    public Task<ServedAnswer> InfoAsync(TestModule module, string? revision = null, bool storedOnly = false) =>
        AskAsync(new ModuleRequest.Info(ModulePath.Parse(module.Id.Path), revision ?? module.Id.Version), storedOnly);

    public Task<ServedAnswer> ListAsync(string path = "ex.com/mod", bool storedOnly = false) => AskAsync(new ModuleRequest.List(ModulePath.Parse(path)), storedOnly);

    public Task<ServedAnswer> LatestAsync(string path = "ex.com/mod", bool storedOnly = false) => AskAsync(new ModuleRequest.Latest(ModulePath.Parse(path)), storedOnly);

    public async Task<ServedAnswer> AskAsync(ModuleRequest request, bool storedOnly = false, CancellationToken cancellationToken = default) =>
        await Server.AnswerAsync(request, new RequestTerms(storedOnly), cancellationToken == default ? Token : cancellationToken);

    public static ServedContent ContentOf(ServedAnswer answer) => Assert.IsType<ServedAnswer.Found>(answer).Content;

    public static async Task<string> TextOfAsync(ServedAnswer answer) => Encoding.UTF8.GetString(await BytesOfAsync(answer));

    public static async Task<byte[]> BytesOfAsync(ServedAnswer answer)
    {
        await using var content = ContentOf(answer);
        var all = new MemoryStream();
        var buffer = new byte[32 << 10];
        for (int read; (read = await content.ReadAsync(buffer, all.Length, Token)) > 0;)
        {
            all.Write(buffer, 0, read);
        }

        return all.ToArray();
    }

    /// <summary>Whether nothing lies where files are on their way.</summary>
    public bool IsTidy => !Directory.EnumerateFiles(Files["partial"]).Any();

    public async Task<bool> IsStoredAsync(TestModule module)
    {
        if (await ZipAsync(module, storedOnly: true) is not ServedAnswer.Found found)
        {
            return false;
        }

        await found.Content.DisposeAsync();
        return true;
    }

    public static async Task UntilAsync(Func<Task<bool>> holds)
    {
        while (!await holds())
        {
            Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    public int Requests(string target) => Proxy.Targets.Count(one => one == target);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await _http.DisposeAsync();
        await Proxy.DisposeAsync();
        Files.Dispose();
    }
}

/// <summary>A checksum database that has proven everything it says.</summary>
internal sealed class KnownHashes : IChecksumDatabaseServer
{
    private readonly ConcurrentDictionary<string, string> _records = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Asked { get; } = new();

    public ServedAnswer? Trouble { get; set; }

    public void Add(TestModule module) => _records[$"lookup/{module.Id.Path}@{module.Id.Version}"] = $"7\n{module.GoSumLines}\nnote\n";

    public void AddZipOnly(TestModule module) => _records[$"lookup/{module.Id.Path}@{module.Id.Version}"] = $"7\n{module.Id.Path} {module.Id.Version} {module.ZipHash}\n\nnote\n";

    public void Add(TestModule module, string zipHash) => _records[$"lookup/{module.Id.Path}@{module.Id.Version}"] = $"7\n{module.Id.Path} {module.Id.Version} {zipHash}\n{module.GoModLine}\nnote\n";

    public ValueTask<ServedAnswer> AnswerAsync(ChecksumDatabaseRequest request, RequestTerms terms, CancellationToken cancellationToken)
    {
        var path = Assert.IsType<ChecksumDatabaseRequest.Endpoint>(request).Path;
        Asked.Enqueue(path);
        return ValueTask.FromResult(Trouble ?? (_records.TryGetValue(path, out var record)
            ? new ServedAnswer.Found(new MemoryContent(Encoding.UTF8.GetBytes(record)) { MediaType = MediaTypes.Text }, AnswerLife.Short)
            : new ServedAnswer.Absent(404, "not found")));
    }
}
