using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>
/// Publishes modules that are certain to be wanted and that go.sum vouches for as soon as their files are there, while those of
/// others are still on their way. Nobody has to wait for the slowest, and what has arrived stays when the run is interrupted.
/// </summary>
/// <remarks>
/// A module that go.sum does not list waits for its turn: go.sum is brought up to date before anything is added to it for a zip
/// (WRITE-1). A failure is told when the turn of its module comes, in the go command's order.
/// </remarks>
public sealed class EarlyInstalls
{
    private readonly ModuleFetcher _fetcher;
    private readonly ModuleInstaller _installer;
    private readonly ZipTransfers _transfers;
    private readonly GoSumState _goSum;
    private readonly IDownloadObserver _observer;
    private readonly Lock _gate = new();
    private readonly Dictionary<ModuleId, Task> _begun = [];
    private readonly ConcurrentDictionary<ModuleId, bool> _reported = new();

    /// <summary>Creates it over the parts of one run.</summary>
    public EarlyInstalls(ModuleFetcher fetcher, ModuleInstaller installer, ZipTransfers transfers, GoSumState goSum, IDownloadObserver observer)
    {
        _fetcher = fetcher;
        _installer = installer;
        _transfers = transfers;
        _goSum = goSum;
        _observer = observer;
    }

    /// <summary>Begins with a module whose zip is on its way; others are left to their turn.</summary>
    public void Begin(ModuleId module, CancellationToken cancellationToken)
    {
        if (!_transfers.IsUnderWay(module))
        {
            return;
        }

        lock (_gate)
        {
            if (!_begun.ContainsKey(module))
            {
                _begun.Add(module, Task.Run(() => InstallAsync(module, cancellationToken), CancellationToken.None));
            }
        }
    }

    /// <summary>
    /// Says that a module is published, once: it is installed once, but both who began early and whose turn it is wait for that and may
    /// go on at the same moment.
    /// </summary>
    public void Report(ModuleId module, InstalledModule installed)
    {
        if (_reported.TryAdd(module, true))
        {
            _observer.Published(module, installed.Cached);
        }
    }

    /// <summary>Waits until everything begun has ended.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_begun.Values);
        }
    }

    private async Task InstallAsync(ModuleId module, CancellationToken cancellationToken)
    {
        try
        {
            if ((await _goSum.ListedAsync(module, cancellationToken)).Count == 0)
            {
                return;
            }

            // In this order, as in the module's turn: of what has no information nothing else is stored.
            await _fetcher.InfoAsync(module, cancellationToken);
            await _fetcher.GoModAsync(module, cancellationToken);
            var installed = await _installer.InstallAsync(module, cancellationToken);
            if (installed.TreeError is null)
            {
                Report(module, installed);
            }
        }
        catch (Exception failure) when (failure is SutlerException || cancellationToken.IsCancellationRequested)
        {
            // The installer remembers it for whoever asks in the module's turn.
        }
    }
}
