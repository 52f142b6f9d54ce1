using System.Collections.Concurrent;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>Sources with the module cache before each repository, those that only fail included: what is cached is served even then. Spec: PROXY-9.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class CachedSources : IModuleSources
{
    private readonly IModuleSources _inner;
    private readonly ModuleFileStore _store;
    private readonly ConcurrentDictionary<IModuleRepository, CachingRepository> _repositories = new(ReferenceEqualityComparer.Instance);

    /// <summary><paramref name="inner"/> must give the same repository object each time it is asked for a module.</summary>
    public CachedSources(IModuleSources inner, ModuleFileStore store)
    {
        _inner = inner;
        _store = store;
    }

    /// <inheritdoc/>
    public Task<T> TryEachAsync<T>(ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        _inner.TryEachAsync(path, (repository, token) => ask(_repositories.GetOrAdd(repository, Cache), token), cancellationToken);

    private CachingRepository Cache(IModuleRepository repository) => new(repository, _store);
}
