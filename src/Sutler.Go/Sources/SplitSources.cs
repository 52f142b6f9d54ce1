using System.Collections.Concurrent;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Sources;

/// <summary>Sources of which each module has its own list, by the weights of an <see cref="UpstreamList"/> or by who asks.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="choose">The list for a module, in the form of GOPROXY; few different ones.</param>
/// <param name="chain">The sources of such a list.</param>
public sealed class SplitSources(Func<ModulePath, string> choose, Func<string, IModuleSources> chain) : IModuleSources
{
    private readonly ConcurrentDictionary<string, IModuleSources> _chains = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<T> TryEachAsync<T>(ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken) =>
        _chains.GetOrAdd(choose(path), chain).TryEachAsync(path, ask, cancellationToken);
}
