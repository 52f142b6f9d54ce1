using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Diagnosis;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>The small files of the module cache, with verification on the way in and out.</summary>
/// <remarks>That a file cannot be stored is only a warning: the run goes on with what is in memory. Spec: STEP-6, RO-2.</remarks>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
public sealed class ModuleFileStore
#pragma warning restore CA1001
{
    private const int MostAtOnce = 256;

    private readonly ModuleCache _cache;
    private readonly ModuleVerifier _verifier;
    private readonly string _goProxy;
    private readonly Action<string> _warn;
    private readonly Closable _writes = new();
    private readonly ConcurrentDictionary<ModuleId, RevisionInfo> _infos = new();
    private readonly ConcurrentDictionary<string, bool> _warned = new();
    private readonly SemaphoreSlim _places = new(OpenFileLimit.Jobs(MostAtOnce));

    /// <summary><paramref name="goProxy"/> is GOPROXY as set; <paramref name="warn"/> prints a line on stderr as it is.</summary>
    public ModuleFileStore(ModuleCache cache, ModuleVerifier verifier, string goProxy, Action<string> warn)
    {
        _cache = cache;
        _verifier = verifier;
        _goProxy = goProxy;
        _warn = warn;
    }

    /// <summary>Is told of what does not verify; null tells nobody.</summary>
    public MismatchLog? Mismatches { get; init; }

    /// <summary>Waits for the files being written; from now on nothing is stored. Requests that nobody waits for any more may still end.</summary>
    public Task CloseAsync() => _writes.CloseAsync();

    /// <summary>Does what opens files or connections, as many at once as the system allows. Not re-entrant.</summary>
    public async Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await work(cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    /// <summary>
    /// The cached <c>.info</c>, read once a run, or null; with GOPROXY=off also that of a commit hash. Spec: CACHE-5, PROXY-9.
    /// </summary>
    public RevisionInfo? ReadInfo(ModuleId module)
    {
        if (_infos.TryGetValue(module, out var known))
        {
            return known;
        }

        if (TryLocate(module, out var version) && _cache.ReadInfo(version) is { } info)
        {
            _infos[module] = info;
            return info;
        }

        return _goProxy == "off" ? ReadInfoByCommit(module) : null;
    }

    /// <summary>Stores an <c>.info</c>; one whose version has no place in the cache is passed over.</summary>
    public Task WriteInfoAsync(ModuleId module, RevisionInfo info, CancellationToken cancellationToken) =>
        WriteAsync(module, version => _cache.WriteInfoAsync(version, info, cancellationToken), _warn);

    /// <summary>The same for the newest revision, which the go command stores by the way: it does not even say when it cannot.</summary>
    public Task WriteInfoQuietlyAsync(ModuleId module, RevisionInfo info, CancellationToken cancellationToken) =>
        WriteAsync(module, version => _cache.WriteInfoAsync(version, info, cancellationToken), static _ => { });

    /// <summary>The cached <c>.mod</c> if there is one and it verifies; one that does not is asked for anew, as the go command does.</summary>
    public async Task<byte[]?> ReadGoModAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (!TryLocate(module, out var version) || _cache.ReadMod(version) is not { } data)
        {
            return null;
        }

        try
        {
            await _verifier.CheckGoModAsync(module, data, cancellationToken);
            return data;
        }
        catch (FatalException error) when (ChecksumMismatchException.FindIn(error) is { } mismatch)
        {
            Mismatches?.NoteCached(version, mismatch, version.ModPath);
            throw;
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            return null;
        }
    }

    /// <summary>Verifies a <c>.mod</c> that arrived from <paramref name="source"/>, then stores it.</summary>
    public async Task AcceptGoModAsync(ModuleId module, byte[] data, string source, CancellationToken cancellationToken)
    {
        try
        {
            await _verifier.CheckGoModAsync(module, data, cancellationToken);
        }
        catch (SutlerException error) when (Mismatches is { } log && ChecksumMismatchException.FindIn(error) is { } mismatch && TryLocate(module, out var version))
        {
            await log.KeepGoModAsync(version, mismatch, (data, source), cancellationToken);
            throw;
        }

        await WriteAsync(module, version => _cache.WriteModAsync(version, data, cancellationToken), _warn);
    }

    private async Task WriteAsync(ModuleId module, Func<CachedVersion, Task> writeAsync, Action<string> warn)
    {
        if (!TryLocate(module, out var version) || !_writes.TryEnter())
        {
            return;
        }

        try
        {
            await writeAsync(version);
        }
        catch (CacheWriteException error)
        {
            // A predicted file is written again by whoever asks for it; once is enough to be told.
            if (_warned.TryAdd(error.Warning, true))
            {
                warn("go: " + error.Warning);
            }
        }
        finally
        {
            _writes.Leave();
        }
    }

    private RevisionInfo? ReadInfoByCommit(ModuleId module) =>
        ModulePath.TryParse(module.Path, out var path, out _)
            ? _cache.CachedPseudoVersions(path, module.Version).Select(version => ReadExactInfo(module with { Version = version })).FirstOrDefault(info => info is not null)
            : null;

    private RevisionInfo? ReadExactInfo(ModuleId module) => TryLocate(module, out var version) ? _cache.ReadInfo(version) : null;

    private bool TryLocate(ModuleId module, out CachedVersion version)
    {
        version = null!;
        if (SemanticVersion.CanonicalVersion(module.Version) != module.Version || module.Version.Length == 0)
        {
            return false;
        }

        try
        {
            version = _cache.Locate(module);
            return true;
        }
        catch (SutlerException)
        {
            // A name, or a cache, that cannot be used: nothing is kept, and whoever needs the files themselves will say so.
            return false;
        }
    }
}
