using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>Brings zips into hidden partial files, each once a run; nobody sees them before they are verified.</summary>
/// <remarks>
/// A lock of our own is held from the first byte until the zip is published, so that two Sutlers do not fetch the same zip
/// and the go command never waits on a transfer (decision 5).
/// </remarks>
public sealed class ZipTransfers
{
    private readonly ModuleCache _cache;
    private readonly IModuleSources _sources;
    private readonly IDownloadObserver _observer;
    private readonly ConcurrentDictionary<ModuleId, TaskCompletionSource<ZipTransfer?>> _transfers = new();

    /// <summary><paramref name="sources"/> need no cache before them.</summary>
    public ZipTransfers(ModuleCache cache, IModuleSources sources, IDownloadObserver observer)
    {
        _cache = cache;
        _sources = sources;
        _observer = observer;
    }

    /// <summary>Starts a transfer that is likely to be wanted; a failure is told only to whoever asks for it.</summary>
    public void Predict(ModuleId module, CancellationToken cancellationToken)
    {
        if (SemanticVersion.CanonicalVersion(module.Version) == module.Version && ModulePath.TryParse(module.Path, out _, out _))
        {
            _ = GetAsync(module, cancellationToken).ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        }
    }

    /// <summary>The transferred zip, or null when the cache has it by now.</summary>
    public Task<ZipTransfer?> GetAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var created = new TaskCompletionSource<ZipTransfer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var transfer = _transfers.GetOrAdd(module, created);
        if (transfer == created)
        {
            _ = Task.Run(() => CompleteAsync(created, module, cancellationToken), CancellationToken.None);
        }

        return transfer.Task;
    }

    /// <summary>Waits for cancelled transfers to end and removes what was fetched and not published.</summary>
    public async Task AbandonAsync()
    {
        foreach (var transfer in _transfers.Values)
        {
            await transfer.Task.ContinueWith(
                static ended => (ended.IsCompletedSuccessfully ? ended.Result : null)?.Dispose(),
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private async Task CompleteAsync(TaskCompletionSource<ZipTransfer?> transfer, ModuleId module, CancellationToken cancellationToken)
    {
        try
        {
            transfer.SetResult(await TransferAsync(module, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            transfer.SetCanceled(cancellationToken);
        }
#pragma warning disable CA1031 // Every failure belongs to those who wait.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            transfer.SetException(failure);
        }
    }

    private async Task<ZipTransfer?> TransferAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var version = _cache.Locate(module);
        if (File.Exists(version.ZipPath))
        {
            return null;
        }

        var held = await _cache.LockTransferAsync(version, cancellationToken);
        var transfer = new ZipTransfer(version.PartialZipPath, held);
        try
        {
            // Another process may have published it while we waited.
            if (!File.Exists(version.ZipPath))
            {
                await FetchAsync(module, transfer.Path, cancellationToken);
                return transfer;
            }
        }
        catch
        {
            transfer.Dispose();
            throw;
        }

        transfer.Dispose();
        return null;
    }

    private async Task FetchAsync(ModuleId module, string path, CancellationToken cancellationToken)
    {
        await using var file = Create(path);
        await using var observed = new ObservedStream(file, count => _observer.Received(module, ModuleFileKind.Zip, count));
        _observer.Started(module, ModuleFileKind.Zip, null);
        await _sources.TryEachAsync(
            ModulePath.Parse(module.Path),
            async (repository, token) =>
            {
                // What a failed source left behind must not be the beginning of the next one's bytes. Spec: PROXY-8.
                file.SetLength(0);
                file.Position = 0;
                await repository.ZipAsync(module.Version, observed, token);
                return true;
            },
            cancellationToken);
        _observer.Finished(module, ModuleFileKind.Zip, file.Length);
    }

    private static FileStream Create(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            throw OsError.Create("open", path, error);
        }
    }
}
