using Microsoft.Extensions.Time.Testing;
using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Checksums;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Storage.Values;
using Sutler.TestKit.Checksums;
using Sutler.TestKit.Storage;
using Sutler.Tests.Checksums;
using Xunit;

namespace Sutler.Tests.Serving.Checksums;

/// <summary>A database, a relay in front of it, and clients that know nothing but the relay.</summary>
internal sealed class RelayBed : IDisposable
{
    private const string Proxy = "https://relay.example.com";
    private readonly List<ChecksumDatabaseTestBed> _clients = [];

    public RelayBed(int records = 700)
    {
        Database = new TestChecksumDatabase(hashes: (path, version) => path.StartsWith("absent.", StringComparison.Ordinal) ? null : new ModuleHashes($"h1:{path}@{version}=", "h1:mod="));
        Database.Grow(records);
        Values = new MemoryIndexStore(Time).Values;
        Upstream.Serve("https://" + Database.Name, path => Database.Handle(path));
        Relay = NewRelay();
    }

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UnixEpoch.AddYears(60));

    /// <summary>What the database is; may be replaced by another history.</summary>
    public TestChecksumDatabase Database { get; set; }

    /// <summary>The network behind the relay; remembers what was asked.</summary>
    public ScriptedUrlReader Upstream { get; } = new();

    public IValueStore Values { get; }

    public ChecksumRelay Relay { get; set; }

    /// <summary>What the operator was told.</summary>
    public List<string> Told { get; } = [];

    /// <summary>Paths that the database was asked for.</summary>
    public IReadOnlyList<string> Asked => [.. Upstream.Requests.Select(url => url["https://".Length..][Database.Name.Length..])];

    /// <summary>A relay over the same store, as after a restart.</summary>
    public ChecksumRelay NewRelay(string notForwarded = "", string goproxy = "direct", string? database = null, IValueStore? values = null, bool offline = false) => new(
        new ChecksumRelayOptions
        {
            Databases = [ChecksumDatabaseSettings.Parse(database ?? Database.VerifierText)!],
            NotForwarded = new GlobList(notForwarded),
            Tell = Told.Add,
            Offline = offline,
        },
        Upstream,
        () => ProxyList.Parse(goproxy, new GlobList("")),
        values ?? Values,
        Time);

    public ValueTask<ServedAnswer> AskAsync(string page, RequestTerms? terms = null) => Relay.AnswerAsync(
        page == "supported" ? new ChecksumDatabaseRequest.Supported(Database.Name) : new ChecksumDatabaseRequest.Endpoint(Database.Name, page),
        terms ?? RequestTerms.Usual,
        TestContext.Current.CancellationToken);

    public async Task<byte[]> ReadAsync(string page) => Assert.IsType<ServedAnswer.Found>(await AskAsync(page)).Content.Bytes!.Value.ToArray();

    public async Task<ServedAnswer.Failed> FailAsync(string page) => Assert.IsType<ServedAnswer.Failed>(await AskAsync(page));

    /// <summary>The database does not answer any more.</summary>
    public void CutOff() => Upstream.BeforeAnswer = (url, _) => throw new SutlerException($"Get \"{url}\": connection refused");

    /// <summary>A client with an empty cache, whose GOPROXY is the relay alone.</summary>
    public ChecksumDatabase NewClient()
    {
        var bed = new ChecksumDatabaseTestBed();
        _clients.Add(bed);
        return ChecksumDatabaseTestBed.Open(bed.Environment(Database.VerifierText, Proxy), new Wire(this));
    }

    public static Task<IReadOnlyList<string>> LookupAsync(ChecksumDatabase client, string path, string version = "v1.0.0") =>
        client.LookupAsync(new ModuleId(path, version), TestContext.Current.CancellationToken);

    public void Dispose() => _clients.ForEach(client => client.Dispose());

    // What a client's network is: the relay under one URL, its statuses and bodies as the host would send them.
    private sealed class Wire(RelayBed bed) : IUrlReader
    {
        public async Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken)
        {
            var target = Assert.IsType<RequestTarget.ChecksumDatabase>(RequestPath.Parse(url[Proxy.Length..]));
            return await bed.Relay.AnswerAsync(target.Request, RequestTerms.Usual, cancellationToken) switch
            {
                ServedAnswer.Found found => found.Content.Bytes!.Value.ToArray(),
                ServedAnswer.Absent absent => throw new ReadingException(url, absent.Status, $"{absent.Status} Not Found", absent.Reason),
                ServedAnswer.Refused refused => throw new ReadingException(url, 403, "403 Forbidden", refused.Reason),
                ServedAnswer.Failed failed => throw new ReadingException(url, failed.Status, $"{failed.Status} Bad Gateway", failed.Reason),
                _ => throw new InvalidOperationException(),
            };
        }
    }
}
