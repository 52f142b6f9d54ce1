using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.Go.Download;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.Go.Preflight;
using Sutler.Go.Quarantine;
using Sutler.Go.Queries;
using Sutler.Go.Repair;
using Sutler.Go.Sources;
using Sutler.Go.Toolchains;
using Sutler.Go.Verify;
using Sutler.Go.Zip;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;

namespace Sutler.Commands;

/// <summary>Everything one run of a go-compatible command works with: the one place where the parts are put together.</summary>
internal sealed class GoSession : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop;
    private readonly SessionOptions _options;
    private readonly CommandContext _context;
    private readonly SessionFiles _found;
    private readonly ProjectFiles _files;
    private readonly DigestJournal _digests;
    private readonly HttpFetcher _http;
    private readonly UrlReader _reader;
    private readonly GoSumState _goSum;
    private readonly ChecksumDatabase _database;
    private readonly ModuleVerifier _verifier;
    private readonly QuarantineStore _quarantine;
    private readonly ModuleFileStore _store;
    private readonly DirectComposition _direct;
    private readonly SourceChain _rawSources;
    private readonly CachedSources _cachedSources;
    private readonly ModuleFetcher _fetcher;
    private readonly GoModRecorder _goMods;
    private readonly ModuleZipUnpacker _unpacker;
    private readonly ZipTransfers _transfers;
    private readonly IDownloadObserver _observer;
    private readonly Action<string> _warn;
    private DownloadPrediction? _prediction;

    private GoSession(SessionOptions options, CommandContext context, SessionFiles files, CancellationToken cancellationToken)
    {
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _options = options;
        _context = context;
        _found = files;
        _files = files.Project;
        _observer = options.Observer;
        _warn = options.Warn;
        var layout = new CacheLayout(Environment.GoModCache);
        _digests = new DigestJournal(layout, context.Time);
        var writes = options.Access == SessionAccess.Full;
        Cache = new ModuleCache(layout, files.Project.Locked.Locks, context.Time) { Digests = writes ? _digests : null };
        _goSum = new GoSumState(files.Project, files.Location.SumPath ?? "", files.Workspace?.SumPaths ?? [], text => context.Error.Write(TerminalText.Clean(text)));
        _http = HttpComposition.CreateFetcher(context, options.Trace ? _warn : null);
        var retrier = new Retrier(HttpComposition.CreateRetryPolicy(context.Settings), context.Time, _observer);
        _reader = new UrlReader(_http, retrier, HttpComposition.CreateFileOptions(context.Settings));
        _database = NewDatabase();
        _verifier = new ModuleVerifier(_goSum, options.Access == SessionAccess.Offline ? null : _database);
        _quarantine = new QuarantineStore(Cache.Layout, context.Time);
        Mismatches = new MismatchLog(_quarantine);
        _store = new ModuleFileStore(Cache, _verifier, Environment.GoProxy, _warn) { Mismatches = writes ? Mismatches : null };
        _direct = new DirectComposition(context, Environment, files.Project.Locked.Locks, _warn) { Trace = options.Trace ? _warn : null, KeepsNothing = !writes };
        _rawSources = new SourceChain(
            Environment.GoProxy, Environment.GoNoProxy, _reader, _direct.With(_reader), static repository => new AskOnceRepository(repository));
        _cachedSources = new CachedSources(_rawSources, _store);
        _fetcher = new ModuleFetcher(_cachedSources, _rawSources, _store);
        _goMods = new GoModRecorder(_fetcher.GoModAsync);
        _unpacker = new ModuleZipUnpacker(System.Environment.ProcessorCount);
        _transfers = new ZipTransfers(Cache, _rawSources, new TreeStager(Cache, _unpacker, options.WritableTrees), _observer);
    }

    /// <summary>Ends when the user gives up or the session is closed.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>The module cache.</summary>
    public ModuleCache Cache { get; }

    /// <summary>What did not verify so far.</summary>
    public MismatchLog Mismatches { get; }

    /// <summary>The project the command runs in.</summary>
    public Project Project { get; private set; } = null!;

    /// <summary>The toolchain that the run speaks as, when it is not the user's own.</summary>
    public RequiredToolchain? Toolchain => _found.Toolchain;

    private GoEnvironment Environment => _found.Environment;

    /// <summary>Finds and loads the project; failures are those of the go command's start.</summary>
    public static async Task<GoSession> OpenAsync(SessionOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        var session = await FindAsync(options, context, cancellationToken);
        try
        {
            await session.LoadAsync();
            return session;
        }
        catch
        {
            await session.DisposeAsync();
            throw;
        }
    }

    /// <summary>Finds the project, and no more: <see cref="LoadAsync()"/> comes next.</summary>
    public static async Task<GoSession> FindAsync(SessionOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        var session = new GoSession(options, context, await SessionFiles.FindAsync(options, context, cancellationToken), cancellationToken);
        if (options.Access != SessionAccess.Full)
        {
            // What is learned is kept in memory.
            await session._store.CloseAsync();
        }

        return session;
    }

    /// <summary>Loads the project.</summary>
    public async Task LoadAsync() => Project = await LoadAsync(_found);

    /// <summary>Looks into what did not verify.</summary>
    public MismatchInvestigator CreateInvestigator() => new(Cache, _goSum, _database, _rawSources, _quarantine);

    /// <summary>What the project's go.sum files say.</summary>
    public Task<VerifySums> ReadSumsAsync() => VerifySums.ReadAsync(_found.Location, _found.Workspace, _found.Project, Token);

    /// <summary>A deep verification on this session, for a repair: it takes go.sum's word until something speaks against a file.</summary>
    public DeepVerify CreateDeepVerify(VerifySums sums) =>
        new(new DeepVerifyOptions { Layout = Cache.Layout, Environment = Environment, Sums = sums, Database = NewDatabase(), AsksBeyondSums = false, Observer = _observer });

    /// <summary>A repair on this session; <paramref name="mirrors"/> are asked after GOPROXY.</summary>
    public CacheRepair CreateRepair(VerifySums sums, IReadOnlyList<ProxyListEntry> mirrors, bool dryRun)
    {
        // With a client of the database that has not read yet what may be damaged.
        var verifier = new ModuleVerifier(_goSum, NewDatabase());
        return new CacheRepair(new RepairParts
        {
            Cache = Cache,
            Environment = Environment,
            Sums = sums,
            NewDatabase = NewDatabase,
            NewReplacingDatabase = replaced => ChecksumDatabase.Replacing(replaced, Environment, _reader, (_files.Locked, _digests)),
            Sources = path => [.. _rawSources.Each(path), .. mirrors.Select(mirror => _rawSources.Extra(mirror, path))],
            Installer = new ModuleInstaller(Cache, verifier, _transfers, _unpacker, new InstallOptions(_options.WritableTrees, _warn)),
            Quarantine = _quarantine,
            Time = _context.Time,
            DryRun = dryRun,
        });
    }

    private ChecksumDatabase NewDatabase() => _options.Access == SessionAccess.Full
        ? new ChecksumDatabase(Environment, _reader, _files.Locked, _digests)
        : ChecksumDatabase.Unwritten(Environment, _reader, _files.Locked);

    /// <summary>The download command on this session.</summary>
    /// <param name="earlier">What <c>-reuse</c> names, or null.</param>
    public ModDownload CreateDownload(EarlierResults? earlier)
    {
        var early = new EarlyInstalls(_fetcher, Installer, _transfers, _goSum, _observer);
        var settings = BareSettings with
        {
            ReadGoModAsync = Project.Summaries.ReadGoModAsync,
            MainModules = [.. Project.Main.Members.Select(member => member.Id.Path)],
            Replacements = Project.Main.Replacements,
            Earlier = earlier,
        };
        var query = new VersionQuery(settings);
        var excluded = Project.Main.Members.SelectMany(member => member.Index.Excludes).ToHashSet();
        return new ModDownload(
            Project,
            new ModuleLister(Project, query, new AllowedVersions(query, settings, excluded), _warn)
            {
                Predict = module =>
                {
                    // What an earlier run answered may be confirmed by a look at the references.
                    if (earlier?.Find(module.Path, module.Version) is null)
                    {
                        _fetcher.Predict(module, Token);
                    }
                },
            },
            new ModuleDownload(Environment, Cache, _fetcher, Installer, early, _observer),
            _prediction = _options.Access == SessionAccess.Full ? new DownloadPrediction(_fetcher, _transfers, early, _observer) : null,
            new ProjectWriter(Environment, _files, _goSum, Cache));
    }

    /// <summary>Finds out what a download would do.</summary>
    public DownloadPlan CreatePlan() => new(Cache, _rawSources);

    /// <summary>Finds out what a build without network would miss.</summary>
    public async Task<OfflineReport> CheckOfflineAsync(BuildMode mode)
    {
        if (VendorDirectory.Find(Project, mode) is { } vendor)
        {
            return new VendorCheck(Project, vendor).Run(Token);
        }

        var database = ChecksumDatabase.Unwritten(Environment, new NoNetwork(), _files.Locked);
        var sums = new OfflineSums(_goSum, database, mayAdd: Project.Main.InWorkspace || mode == BuildMode.Mod);
        return await new OfflineCheck(Project, Cache, sums, new ProjectWriter(Environment, _files, _goSum, Cache), _goMods) { Mode = mode }.RunAsync(Token);
    }

    /// <summary>Finds out whether a toolchain can be had without network.</summary>
    public ToolchainReadiness CreateToolchainReadiness() => new(Environment, Cache, _files.Locked);

    /// <summary>Fetches toolchains.</summary>
    public ToolchainDownload CreateToolchainDownload() => new(Cache, Installer, _observer);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await (_prediction?.EndAsync() ?? Task.CompletedTask);
        await _transfers.AbandonAsync();
        await _store.CloseAsync();
        await _http.DisposeAsync();
        await _direct.DisposeAsync();
        _digests.Dispose();
        _goSum.Dispose();
        _stop.Dispose();
    }

    private ModuleInstaller Installer =>
        field ??= new ModuleInstaller(Cache, _verifier, _transfers, _unpacker, new InstallOptions(_options.WritableTrees, _warn) { Mismatches = Mismatches });

    private Task<Project> LoadAsync(SessionFiles files)
    {
        var loader = new ProjectLoader(Environment, _files, _goMods.ReadAsync, ResolveAsync, _warn);
        return files switch
        {
            { Workspace: { } workspace } => loader.LoadWorkspaceAsync(workspace, Token),
            { Location: { ModuleRoot: { } root, GoModPath: { } goMod, GoModName: { } name } } => loader.LoadModuleAsync(root, goMod, name, Token),
            _ => Task.FromResult(loader.LoadNothing()),
        };
    }

    // While go.mod is being read there are no replacements yet. Spec: GOMOD-15.
    private async Task<string> ResolveAsync(string path, string version, CancellationToken cancellationToken) =>
        (await new VersionQuery(BareSettings).ResolveAsync(path, version, "", allowed: null, cancellationToken)).Version;

    private QuerySettings BareSettings => new()
    {
        Sources = _cachedSources,
        ReadGoModAsync = _fetcher.GoModAsync,
        RunningGoVersion = Environment.GoVersion,
    };
}
