using Sutler.GoModules.Modules;

namespace Sutler.Go.Sources;

/// <summary>The sources that serve modules, in the order of GOPROXY and with its rules of when to go on. Spec: PROXY-5, QUERY-12.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IModuleSources
{
    /// <summary>
    /// Asks the sources of <paramref name="path"/> one after the other until one answers, or fails in a way that ends the walk;
    /// then gives that answer or that failure.
    /// </summary>
    /// <remarks>
    /// <paramref name="ask"/> is called for <c>off</c> and for unreachable sources too, with a repository whose every answer is their failure:
    /// replacements may still answer in its place (QUERY-17).
    /// </remarks>
    /// <param name="path">The module.</param>
    /// <param name="ask">The whole question; it may ask the repository several things, and none of its answers are mixed with another source's.</param>
    /// <param name="cancellationToken">Ends the walk and the question in flight.</param>
    Task<T> TryEachAsync<T>(ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken);
}
