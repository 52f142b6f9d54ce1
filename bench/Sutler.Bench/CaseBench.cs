namespace Sutler.Bench;

/// <summary>Both programs, a server and room for caches: what one case needs.</summary>
internal sealed class CaseBench : IDisposable
{
    // A cached run takes milliseconds: more of them cost nothing and steady the median.
    private const int CachedFactor = 4;

    private readonly BenchOptions _options;
    private readonly BenchCase _case;
    private readonly Scratch _scratch;
    private readonly string _tree;
    private readonly string? _authority;
    private readonly Contender _go;
    private readonly Contender _sutler;
    private RunningServer? _server;

    private CaseBench(BenchOptions options, BenchCase measured)
    {
        (_options, _case) = (options, measured);
        _tree = measured.Transport == Transport.Git ? GitProject.Root(options.Generated)
            : measured.Huge ? HugeModule.Tree(options.Generated) : Path.Join(options.Corpus, "goproxy");
        _scratch = new Scratch(measured.OnDisk ? options.Disk : options.Scratch);
        _authority = measured.Transport == Transport.Http2 ? Path.Join(_scratch.Directory, "ca.pem") : null;
        var goRoot = Path.GetDirectoryName(Path.GetDirectoryName(options.Go)) ?? "";
        _go = new Contender(options.Go, Path.Join(_scratch.Directory, "go"), goRoot, measured.OnDisk);
        _sutler = new Contender(options.Sutler, Path.Join(_scratch.Directory, "sutler"), goRoot, measured.OnDisk);
    }

    private string Proxy => _case.Transport == Transport.Git ? "direct" : _server?.Address ?? "file://" + _tree;

    // A module named on the command line needs no application.
    private string? Application => _case.Huge || _case.Transport == Transport.Git ? null : Path.Join(_options.Corpus, "apps", _options.Application);

    /// <summary>Makes caches, and a running server when the case needs one.</summary>
    public static async Task<CaseBench> SetUpAsync(BenchOptions options, BenchCase measured)
    {
        var bench = new CaseBench(options, measured);
        if (measured.Transport != Transport.File)
        {
            bench._server = await RunningServer.StartAsync(options.Server, bench._tree, measured.DelayMilliseconds, bench._authority, measured.Transport == Transport.Git);
            if (measured.Transport == Transport.Git)
            {
                bench.SendGitTo(bench._server.Address);
            }
        }

        return bench;
    }

    /// <summary>Runs both programs in turn; throws when one fails.</summary>
    public async Task<Comparison> CompareAsync()
    {
        if (_case.Filled)
        {
            RunWhole(_go, ["mod", "download"], keepCache: false);
            RunWhole(_sutler, ["mod", "download"], keepCache: false);
        }

        List<Measurement> goRuns = [], sutlerRuns = [];
        for (var run = 0; run < _options.Runs * (_case.Filled ? CachedFactor : 1); run++)
        {
            goRuns.Add(RunWhole(_go, _case.Arguments, _case.Filled));
            sutlerRuns.Add(RunWhole(_sutler, _case.Arguments, _case.Filled));
        }

        return new Comparison(_case, goRuns, sutlerRuns) { Asked = _case.Transport == Transport.Git ? await AskedAsync(_server!) : null };
    }

    private async Task<(Traffic Go, Traffic Sutler)> AskedAsync(RunningServer server)
    {
        await server.BeginAsync(0);
        RunWhole(_go, _case.Arguments, keepCache: false);
        var go = await server.CountAsync();
        await server.BeginAsync(0);
        RunWhole(_sutler, _case.Arguments, keepCache: false);
        return (go, await server.CountAsync());
    }

    private void SendGitTo(string address)
    {
        _go.ConfigureGit($"[url \"{address}/project.git\"]\n\tinsteadOf = https://{GitProject.ModulePath}\n");
        _sutler.ConfigureGit($"[url \"{address}/project.git\"]\n\tinsteadOf = https://{GitProject.ModulePath}\n");
    }

    /// <summary>Runs both programs against a server with faults, one seed after another.</summary>
    public async Task<IReadOnlyList<FaultRun>> BreakAsync()
    {
        var server = _server ?? throw new InvalidOperationException("faults need a server");
        await server.BeginAsync(0);
        RunWhole(_sutler, _case.Arguments, keepCache: false);
        var whole = await server.CountAsync();
        var runs = new List<FaultRun>();
        for (var seed = 1; seed <= _options.Runs; seed++)
        {
            await server.BeginAsync(seed);
            var go = Run(_go, _case.Arguments, keepCache: false);
            await server.BeginAsync(seed);
            var sutler = Run(_sutler, _case.Arguments, keepCache: false);
            runs.Add(new FaultRun(_case, seed, whole.Bytes, go, sutler, await server.CountAsync()));
            if (sutler.ExitCode == 0)
            {
                _sutler.VerifyWith(_options.Go);
            }
        }

        return runs;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _server?.Dispose();
        _scratch.Dispose();
    }

    private Measurement RunWhole(Contender contender, IReadOnlyList<string> arguments, bool keepCache)
    {
        var outcome = Run(contender, arguments, keepCache);
        return outcome.ExitCode == 0 ? outcome.Measurement
            : throw new InvalidOperationException($"{contender.Program} {string.Join(' ', arguments)} ended with {outcome.ExitCode}: {outcome.Text}");
    }

    private ProcessOutcome Run(Contender contender, IReadOnlyList<string> arguments, bool keepCache)
    {
        contender.Prepare(Application, keepCache);
        if (_case.OnDisk)
        {
            // What the run before left to be written must not slow this one.
            Scratch.Flush();
        }

        return contender.Run(arguments, Proxy, _authority);
    }
}
