using System.Diagnostics.Metrics;
using System.Net;
using Sutler.Commands;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Stored;
using Sutler.Go.Sources;
using Sutler.Server;
using Sutler.Server.Operations;
using Sutler.Serving.Metrics;
using Sutler.Settings;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;

namespace Sutler.Serving;

/// <summary>A proxy with a memory, put together: sources, checksum database, store, and what keeps the store in order.</summary>
internal sealed class StoringProxy : IAsyncDisposable
{
    // A client waits meanwhile, and may have other sources.
    private const int MostRetries = 3;
    private static readonly TimeSpan RetryBudget = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HostRest = TimeSpan.FromSeconds(15);

    private readonly ServerStorage _storage;
    private readonly StoreMeter _storeMeter;
    private readonly HttpFetcher _http;
    private readonly HttpFetcher _publicHttp;
    private readonly DirectComposition _direct;
    private readonly DirectComposition _publicDirect;
    private readonly StoredModuleServer _modules;
    private readonly Dictionary<string, StoredModuleServer> _routes = [];
    private readonly StoreKeeper _keeper;
    private readonly string _upstream;
    private readonly bool _offline;
    private readonly Func<IReadOnlyList<string>> _resting;

    private StoringProxy(ServerStorage storage, ServeOptions options, (UpstreamList Upstreams, GoEnvironment Environment) where, CommandContext context)
    {
        _storage = storage;
        var (upstreams, environment) = where;
        var tell = Teller(context);
        var names = new UpstreamNames(upstreams.Members, RelayedDatabases.Find(environment.GoSumDb, options.ChecksumDatabases));
        var meter = new UpstreamMeter(Meter, names);
        _http = new HttpFetcher(UpstreamHttp(options, context) with { Observer = meter });
        var policy = HttpComposition.CreateRetryPolicy(context.Settings);
        policy = policy with { Retries = Math.Min(policy.Retries, MostRetries), Budget = policy.Budget < RetryBudget ? policy.Budget : RetryBudget, HostRest = HostRest };
        var files = UpstreamFiles(context.Settings);
        var retrier = new Retrier(policy, context.Time);
        meter.Watch(Meter, retrier.IsResting);
        _resting = () => [.. names.Hosts.Where(host => retrier.IsResting(host.Url)).Select(static host => host.Name)];
        var reader = new UrlReader(_http, retrier, files);
        var locks = new FileLocks(context.Time);
        _direct = new DirectComposition(context, environment, locks, tell);
        // Names that strangers think of lead to public addresses or nowhere.
        _publicHttp = new HttpFetcher(UpstreamHttp(options, context) with { Observer = meter, RefuseAddress = PublicAddresses.Refuse });
        var publicReader = new UrlReader(_publicHttp, new Retrier(policy, context.Time), files);
        _publicDirect = new DirectComposition(context, environment, locks, tell) { Guard = finder => new PublicFinder(finder, context.Resolve ?? Dns.GetHostAddressesAsync) };
        // Anew for each question: what was looked up once may have changed by now.
        SourceChain Chain(string list) => new(
            list,
            environment.GoNoProxy,
            reader,
            path => (environment.GoNoProxy.Matches(path.Text) ? _direct.Create(reader) : _publicDirect.Create(publicReader)).Open(path))
        { Remembers = false };
        var database = ChecksumDatabaseSettings.Parse(environment.GoSumDb);
        var relay = RelayedDatabases.Relay(environment, options, reader, (storage.Content.Index.Values, context.Time), tell);
        var witness = database is null ? HashWitness.None : new HashWitness(relay, database.Name, environment.GoNoSumDb);
        var stored = new StoredServerOptions
        {
            Partials = storage.Directory.Partials,
            Offline = options.Offline,
            Fetches = options.Fetches.Small,
            Zips = options.Fetches.Zips,
            VersionControl = options.Fetches.Direct,
            Waiting = options.Fetches.Waiting,
            Tell = tell,
        };
        _modules = new StoredModuleServer(new SplitSources(upstreams.For, Chain), witness, storage.Content, stored, context.Time);
        foreach (var source in options.UpstreamRoutes.Select(static route => route.Source).Distinct(StringComparer.Ordinal))
        {
            // With queues of its own: what is being tried out keeps nobody waiting.
            var sources = new SplitSources(path => upstreams.For(path, source), Chain);
            _routes.Add(source, new StoredModuleServer(sources, witness, storage.Content, stored with { Route = source }, context.Time));
        }

        Modules = _routes.Count == 0 ? _modules : new RoutedModuleServer(_modules, _routes.ToDictionary(static route => route.Key, static IModuleServer (route) => route.Value));
        Databases = relay;
        (_upstream, _offline) = (UpstreamText.Redacted(options.Upstream ?? environment.GoProxy), options.Offline);
        Description = _offline ? $"what is kept in {storage.Directory.Path}" : $"modules from {_upstream}, kept in {storage.Directory.Path}";
        Pins = new StoredPins(storage.Content.Index.Pins);
        FetchMeter.Watch(Meter, [_modules, .. _routes.Values]);
        _storeMeter = new StoreMeter(Meter, storage.Content.Index);
        _keeper = new StoreKeeper(storage.Content, storage.Directory.Partials, options.Retention, context.Time, tell, _storeMeter.Checked);
    }

    /// <summary>Answers for modules.</summary>
    public IModuleServer Modules { get; }

    /// <summary>What operators may do.</summary>
    public IModuleOperations Operations => _modules.Operations;

    /// <summary>What is kept whatever the limits say.</summary>
    public IModulePins Pins { get; }

    /// <summary>Answers for checksum databases.</summary>
    public IChecksumDatabaseServer Databases { get; }

    /// <summary>What is served, in words that follow "serving".</summary>
    public string Description { get; }

    /// <summary>What is counted on the side of sources and store.</summary>
    public Meter Meter { get; } = new(ProxyHost.MeterName);

    /// <summary>Looks up what the meter shows of the store.</summary>
    public ValueTask CountAsync(CancellationToken cancellationToken) => _storeMeter.CountAsync(cancellationToken);

    /// <summary>Counts what is kept.</summary>
    public async ValueTask<StoreStatus> StatusAsync(CancellationToken cancellationToken)
    {
        var totals = await _storage.Content.Index.CountAsync(cancellationToken);
        FetchLoad[] loads = [.. _routes.Values.Prepend(_modules).Select(static server => server.Loads).SelectMany(static each => new[] { each.Small, each.Zips, each.VersionControl })];
        return new StoreStatus
        {
            Files = totals.Areas.Sum(static area => area.Entries.Count),
            Answers = totals.Areas.Sum(static area => area.Values.Count),
            Bytes = totals.Blobs.Bytes,
            Fetching = loads.Sum(static load => load.Active),
            Waiting = loads.Sum(static load => load.Waiting),
            Upstream = _upstream,
            Resting = _resting(),
            Offline = _offline,
            LastScrub = _keeper.LastScrub,
        };
    }

    /// <summary>Takes the data directory and puts everything together.</summary>
    public static async Task<StoringProxy> OpenAsync(ServeOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        var data = DataOf(options, context);
        var upstreams = options.Upstream is { } list ? UpstreamList.Parse(list) : UpstreamList.Plain(context.GoEnvironment.GoProxy);
        var environment = context.GoEnvironment with
        {
            GoProxy = upstreams.Main,
            // Mirrors of repositories are the server's own.
            GoModCache = Path.Combine(data, "go"),
        };
        CheckUpstream(upstreams, options);
        var storage = await ServerStorage.OpenAsync(data, context.Time, cancellationToken);
        try
        {
            return new StoringProxy(storage, options, (upstreams, environment), context);
        }
        catch
        {
            await storage.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _keeper.DisposeAsync();
        await _modules.DisposeAsync();
        foreach (var route in _routes.Values)
        {
            await route.DisposeAsync();
        }

        await _http.DisposeAsync();
        await _publicHttp.DisposeAsync();
        await _direct.DisposeAsync();
        await _publicDirect.DisposeAsync();
        Meter.Dispose();
        await _storage.DisposeAsync();
    }

    /// <summary>How sources are asked.</summary>
    internal static HttpFetcherOptions UpstreamHttp(ServeOptions options, CommandContext context) => HttpComposition.CreateOptions(context, trace: null) with
    {
        Http1Limit = options.UpstreamConnections,
        // Metadata never waits for zips.
        Http1BulkLimit = options.UpstreamConnections * 3 / 4,
    };

    /// <summary>How zips are fetched: one request for each, since what comes is given on from its beginning, and many come at a time.</summary>
    internal static FileTransferOptions UpstreamFiles(ClientSettings settings) => HttpComposition.CreateFileOptions(settings) with { ExtraRequests = 0 };

    /// <summary>Where a server keeps what it keeps.</summary>
    internal static string DataOf(ServeOptions options, CommandContext context) => options.Data ?? DefaultData(context);

    private static string DefaultData(CommandContext context) => UserDirectories.Data(context.Variables) is { Length: > 0 } directory
        ? Path.Combine(directory, "sutler")
        : throw new SutlerException("there is no directory for data: neither XDG_DATA_HOME nor HOME is set") { Hint = "name one with --data DIR" };

    // The line that we print was copied, and then we were started again.
    private static void CheckUpstream(UpstreamList upstreams, ServeOptions options)
    {
        foreach (var entry in upstreams.Members)
        {
            if (Uri.TryCreate(entry.Url, UriKind.Absolute, out var url) && url.IsLoopback && url.Port == options.Listen.Port && options.Listen.Port != 0)
            {
                throw new SutlerException($"{entry.PublicUrl} is this server itself, and cannot be where modules come from")
                {
                    Hint = "unset GOPROXY for the server, or name its sources with --upstream",
                };
            }
        }
    }

    private static Action<string> Teller(CommandContext context) => line => context.Error.WriteLine(TerminalText.Clean("sutler: " + line));
}
