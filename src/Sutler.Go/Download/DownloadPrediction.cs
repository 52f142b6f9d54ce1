using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>Starts transfers of what is likely to be wanted; they stay hidden until somebody asks for them.</summary>
public sealed class DownloadPrediction
{
    private readonly ModuleFetcher _fetcher;
    private readonly ZipTransfers _transfers;
    private readonly IDownloadObserver _observer;
    private Task _starting = Task.CompletedTask;

    /// <summary>Creates a prediction over the parts that fetch.</summary>
    public DownloadPrediction(ModuleFetcher fetcher, ZipTransfers transfers, IDownloadObserver observer)
    {
        _fetcher = fetcher;
        _transfers = transfers;
        _observer = observer;
    }

    /// <summary>Tells whoever watches how many module versions there will be.</summary>
    public void Planned(int modules) => _observer.Planned(modules);

    /// <summary>Tells whoever watches of a module that could not even be resolved.</summary>
    public void Unresolved(ModuleId module, string error) => _observer.Failed(module, error);

    /// <summary>Says which modules are wanted indeed: what else was begun is given up, so that no other process waits for it.</summary>
    public async Task SettleAsync(IEnumerable<ModuleId> wanted)
    {
        await EndAsync();
        _transfers.KeepOnly(wanted.ToHashSet());
    }

    /// <summary>Waits until everything predicted has been started; nothing starts afterwards.</summary>
    public Task EndAsync() => _starting;

    /// <summary>Starts <c>.info</c> and zip of each; directories are skipped. Start order between kinds is the transfer engine's (decision 15).</summary>
    public void Start(IEnumerable<ModuleId> modules, CancellationToken cancellationToken)
    {
        var wanted = modules.Where(module => module.Version.Length > 0).Distinct().ToList();
        Planned(wanted.Count);
        // Looking into the cache takes as long as loading the graph: they go beside each other. What is begun by a thread of the pool
        // for itself is run last in, first out; this keeps the order of go.mod.
        _starting = Task.Factory.StartNew(
            () => Start(wanted, cancellationToken), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Start(List<ModuleId> wanted, CancellationToken cancellationToken)
    {
        foreach (var module in wanted)
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
