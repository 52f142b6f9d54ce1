using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit;

/// <summary>A list of sources in memory; each goes on to the next only when the thing asked for does not exist.</summary>
/// <param name="sources">For each source its modules; a module it has not is a repository of failures.</param>
public sealed class MemoryModuleSources(params MemoryModuleRepository[][] sources) : IModuleSources
{
    /// <inheritdoc/>
    public async Task<T> TryEachAsync<T>(
        ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        SutlerException? last = null;
        foreach (var source in sources)
        {
            try
            {
                return await ask(Array.Find(source, repository => repository.Path == path) ?? Missing(path), cancellationToken);
            }
            catch (SutlerException failure) when (failure.IsNotExist)
            {
                last = failure;
            }
        }

        throw last ?? new SutlerException("module lookup disabled by GOPROXY=off") { IsNotExist = true };
    }

    private static MemoryModuleRepository Missing(ModulePath path)
    {
        var reason = new SutlerException("404 Not Found") { IsNotExist = true };
        return new MemoryModuleRepository(path.Text) { Failure = new ModuleException(new ModuleId(path.Text, ""), reason) };
    }
}
