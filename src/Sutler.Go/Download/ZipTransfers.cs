using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Download;

/// <summary>Brings zips into hidden partial files, each once a run, and unpacks them beside; nobody sees either before they are verified.</summary>
/// <remarks>
/// A lock of our own is held from the first byte until the zip is published, so that two Sutlers do not fetch the same zip
/// and the go command never waits on a transfer (decision 5). What was fetched and can be continued outlives a run that is ended.
/// What is not wanted after all is to be dropped as soon as that is known: two processes that each kept a lock the other waits
/// for would wait for ever.
/// </remarks>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
public sealed class ZipTransfers
#pragma warning restore CA1001
{
    // Each place is a lock held open until the zip is published, which none is before the graph is known.
    private const int MostAtOnce = 1024;

    private readonly ModuleCache _cache;
    private readonly IModuleSources _sources;
    private readonly TreeStager _stager;
    private readonly IDownloadObserver _observer;
    private readonly ConcurrentDictionary<ModuleId, Flight> _flights = new();
    private readonly ConcurrentBag<Task> _dropped = [];
    private readonly SemaphoreSlim _places = new(OpenFileLimit.Jobs(MostAtOnce));

    /// <summary><paramref name="sources"/> need no cache before them.</summary>
    public ZipTransfers(ModuleCache cache, IModuleSources sources, TreeStager stager, IDownloadObserver observer)
    {
        _cache = cache;
        _sources = sources;
        _stager = stager;
        _observer = observer;
    }

    /// <summary>Starts a transfer that is likely to be wanted; a failure is told only to whoever asks for it.</summary>
    public void Predict(ModuleId module, CancellationToken cancellationToken)
    {
        if (IsMissing(module))
        {
            _ = Join(module, cancellationToken);
        }
    }

    /// <summary>Whether a transfer was started and not dropped.</summary>
    internal bool IsUnderWay(ModuleId module) => _flights.ContainsKey(module);

    /// <summary>The transferred zip, or null when the cache has it by now.</summary>
    public Task<ZipTransfer?> GetAsync(ModuleId module, CancellationToken cancellationToken) =>
        Join(module, cancellationToken).Result.Task.WaitAsync(cancellationToken);

    /// <summary>Fetches anew, as a whole from one source, what was put together from pieces and turned out to be no good. Decision 4.</summary>
    public async Task FetchWholeAsync(ModuleId module, ZipTransfer transfer, CancellationToken cancellationToken)
    {
        transfer.Discard();
        transfer.File = Open(module, transfer.Path, inOnePiece: true);
        transfer.Source = await FetchAsync(module, transfer.File, cancellationToken);
        transfer.Staged = await _stager.StageAsync(_cache.Locate(module), transfer.Path, cancellationToken);
    }

    /// <summary>Ends the transfers of all modules but these, and deletes what they fetched.</summary>
    public void KeepOnly(IReadOnlySet<ModuleId> wanted)
    {
        foreach (var module in _flights.Keys.Where(module => !wanted.Contains(module)))
        {
            Drop(module, isWanted: false);
        }
    }

    /// <summary>Ends the transfer of a module nobody waits for any more; what can be continued stays for a later run, unless it was published.</summary>
    public void Drop(ModuleId module) => Drop(module, isWanted: true);

    /// <summary>Waits for cancelled transfers to end, all of them.</summary>
    public async Task AbandonAsync()
    {
        foreach (var module in _flights.Keys)
        {
            Drop(module);
        }

        await Task.WhenAll(_dropped);
    }

    private void Drop(ModuleId module, bool isWanted)
    {
        if (_flights.TryRemove(module, out var flight))
        {
            flight.IsWanted = isWanted;
            flight.Stop.Cancel();
            _dropped.Add(EndAsync(flight, module));
        }
    }

    // What has no place in the cache, or a cache that is none, is told to whoever asks for the module.
    private bool IsMissing(ModuleId module)
    {
        try
        {
            return !File.Exists(_cache.Locate(module).ZipPath);
        }
        catch (SutlerException)
        {
            return false;
        }
    }

    private Flight Join(ModuleId module, CancellationToken cancellationToken)
    {
        var created = new Flight(cancellationToken);
        var flight = _flights.GetOrAdd(module, created);
        if (flight == created)
        {
            _ = Task.Run(() => CompleteAsync(flight, module), CancellationToken.None);
        }
        else
        {
            created.Stop.Dispose();
        }

        return flight;
    }

    private async Task EndAsync(Flight flight, ModuleId module)
    {
        await ((Task)flight.Result.Task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        // Not before: until now more could be heard of it.
        _observer.Dropped(module, ModuleFileKind.Zip);
        if (flight.Result.Task.IsCompletedSuccessfully && await flight.Result.Task is { } transfer)
        {
            if (!flight.IsWanted || !IsMissing(module))
            {
                transfer.Discard();
            }

            transfer.Dispose();
        }

        flight.Stop.Dispose();
    }

    private async Task CompleteAsync(Flight flight, ModuleId module)
    {
        var token = flight.Stop.Token;
        try
        {
            flight.Result.SetResult(await TransferAsync(module, flight, token));
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            flight.Result.SetCanceled(token);
        }
#pragma warning disable CA1031 // Every failure belongs to those who wait.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _observer.Dropped(module, ModuleFileKind.Zip);
            flight.Result.SetException(failure);

            // Seen, even if nobody ever asks.
            _ = flight.Result.Task.Exception;
        }
    }

    private async Task<ZipTransfer?> TransferAsync(ModuleId module, Flight flight, CancellationToken cancellationToken)
    {
        var version = _cache.Locate(module);
        if (File.Exists(version.ZipPath))
        {
            return null;
        }

        var transfer = await OpenAsync(version, cancellationToken);
        try
        {
            // Another process may have published it while we waited.
            if (!File.Exists(version.ZipPath))
            {
                transfer.Source = await FetchAsync(module, transfer.File, cancellationToken);
                transfer.Staged = await _stager.StageAsync(version, transfer.Path, cancellationToken);
                return transfer;
            }

            transfer.Discard();
        }
        catch
        {
            if (!flight.IsWanted)
            {
                transfer.Discard();
            }

            transfer.Dispose();
            throw;
        }

        transfer.Dispose();
        return null;
    }

    private async Task<ZipTransfer> OpenAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        FileLock? held = null;
        try
        {
            held = await LockAsync(version, cancellationToken);
            _observer.Started(version.Module, ModuleFileKind.Zip, null);
            var file = Open(version.Module, version.PartialZipPath, inOnePiece: false);
            return new ZipTransfer(file, held, () => _places.Release());
        }
        catch
        {
            held?.Dispose();
            _places.Release();
            throw;
        }
    }

    private PartialFile Open(ModuleId module, string path, bool inOnePiece) =>
        PartialFile.Open(path, new ZipObserver(module, _observer), _cache.Space.Failure, inOnePiece, bytes => _cache.Space.CheckTransfer(path, bytes));

    // Where nothing can be written, the version's own lock is what the go command would complain of. Spec: RO-2.
    private async Task<FileLock> LockAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            return await _cache.LockTransferAsync(version, cancellationToken);
        }
        catch (SutlerException)
        {
            using var theirs = await _cache.LockVersionAsync(version, cancellationToken);
            throw;
        }
    }

    // Nothing else may be open while the zip waits to be verified: there may be many.
    private async Task<string> FetchAsync(ModuleId module, PartialFile file, CancellationToken cancellationToken)
    {
        var source = await _sources.TryEachAsync(
            ModulePath.Parse(module.Path),
            async (repository, token) =>
            {
                await repository.ZipAsync(module.Version, file, token);
                return repository.Source;
            },
            cancellationToken);
        file.Close();
        _observer.Finished(module, ModuleFileKind.Zip, file.Held);
        return source;
    }

#pragma warning disable CA1001 // Disposed by whoever drops the flight.
    private sealed class Flight(CancellationToken cancellationToken)
#pragma warning restore CA1001
    {
        public volatile bool IsWanted = true;

        public CancellationTokenSource Stop { get; } = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

        public TaskCompletionSource<ZipTransfer?> Result { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
