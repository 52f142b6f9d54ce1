using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>Starts transfers of what is likely to be wanted; they stay hidden until somebody asks for them.</summary>
public sealed class DownloadPrediction
{
    private readonly ModuleFetcher _fetcher;
    private readonly ZipTransfers _transfers;
    private readonly EarlyInstalls _early;
    private readonly IDownloadObserver _observer;
    private readonly HashSet<ModuleId> _started = [];
    private Task? _starting;
    private Task _confirming = Task.CompletedTask;

    /// <summary>Creates a prediction over the parts that fetch.</summary>
    public DownloadPrediction(ModuleFetcher fetcher, ZipTransfers transfers, EarlyInstalls early, IDownloadObserver observer)
    {
        _fetcher = fetcher;
        _transfers = transfers;
        _early = early;
        _observer = observer;
    }

    /// <summary>Tells whoever watches how many module versions there will be.</summary>
    public void Planned(int modules) => _observer.Planned(modules);

    /// <summary>Tells whoever watches of a module that could not even be resolved.</summary>
    public void Unresolved(ModuleId module, string error) => _observer.Failed(module, error);

    /// <summary>Says which modules are wanted indeed: what else was begun is given up, so that no other process waits for it.</summary>
    public async Task SettleAsync(IEnumerable<ModuleId> wanted)
    {
        await (_starting ?? Task.CompletedTask);
        await _confirming;
        _transfers.KeepOnly(wanted.ToHashSet());
    }

    /// <summary>Waits until everything predicted has been started, and what could be published early has ended; nothing starts afterwards.</summary>
    public async Task EndAsync()
    {
        await (_starting ?? Task.CompletedTask);
        await _confirming;
        await _early.EndAsync();
    }

    /// <summary>Says that these modules are wanted whatever else is found out: what has arrived of them may be published.</summary>
    public void Confirm(IReadOnlyList<ModuleId> modules, CancellationToken cancellationToken)
    {
        if (_starting is null)
        {
            Start(modules, cancellationToken);
        }

        _confirming = Task.Run(
            async () =>
            {
                await _starting!;
                StartMissing(modules, cancellationToken);
                foreach (var module in modules)
                {
                    _early.Begin(module, cancellationToken);
                }
            },
            CancellationToken.None);
    }

    /// <summary>Starts <c>.info</c> and zip of each; directories are skipped. Start order between kinds is the transfer engine's (decision 15).</summary>
    public void Start(IEnumerable<ModuleId> modules, CancellationToken cancellationToken)
    {
        var wanted = modules.Where(module => module.Version.Length > 0).Distinct().ToList();
        Planned(wanted.Count);
        // Looking into the cache takes as long as loading the graph: they go beside each other. What is begun by a thread of the pool
        // for itself is run last in, first out; this keeps the order of go.mod.
        _starting = Task.Factory.StartNew(
            () => StartMissing(wanted, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    // Never on two threads: who confirms waits for who starts.
    private void StartMissing(IReadOnlyList<ModuleId> wanted, CancellationToken cancellationToken)
    {
        foreach (var module in wanted.Where(_started.Add))
        {
            if (cancellationToken.IsCancellationRequested)
            {
                return;
            }

            _fetcher.Predict(module, cancellationToken);
            _transfers.Predict(module, cancellationToken);
        }
    }
}
