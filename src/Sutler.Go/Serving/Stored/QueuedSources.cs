using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Stored;

/// <summary>
/// Sources that are asked so many things at a time: proxies and version control each have a queue of their own, so that clones, which take
/// minutes, keep nothing waiting but other clones. Architecture 6: hits never wait for misses.
/// </summary>
/// <remarks>A full queue ends the walk with a <see cref="BusyException"/>: that one source is busy is no reason to run to the next.</remarks>
internal sealed class QueuedSources(IModuleSources sources, FetchPlaces proxies, FetchPlaces versionControl) : IModuleSources
{
    /// <inheritdoc/>
    public async Task<T> TryEachAsync<T>(ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        BusyException? busy = null;
        try
        {
            return await sources.TryEachAsync(path, AskInTurnAsync, cancellationToken);
        }
        catch (FatalException) when (busy is not null)
        {
            throw busy;
        }

        async Task<T> AskInTurnAsync(IModuleRepository repository, CancellationToken token)
        {
            try
            {
                using var place = await (repository.IsVersionControl ? versionControl : proxies).TakeAsync(token);
                return await ask(repository, token);
            }
            catch (BusyException full)
            {
                busy = full;
                throw new FatalException(full.Message, full);
            }
        }
    }
}
