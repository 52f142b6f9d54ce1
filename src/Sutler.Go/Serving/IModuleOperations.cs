using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving;

/// <summary>What an operator may do to a server that keeps what it fetched.</summary>
/// <remarks>
/// What is being sent at the moment is not disturbed. Failures are <see cref="Sutler.Errors.SutlerException"/>s. Thread-safe.
/// </remarks>
public interface IModuleOperations
{
    /// <summary>
    /// There may be news of a module: lists, <c>@latest</c>, queries and that something is absent are not believed any more. The next who asks has
    /// the source asked, and gets what is here only if that is in trouble.
    /// </summary>
    /// <returns>How many answers that concerns.</returns>
    ValueTask<int> RefreshAsync(ModulePath path, CancellationToken cancellationToken);

    /// <summary>The same for every module at a path or below it, such as those of a repository: its subdirectories, its major versions.</summary>
    /// <param name="path">Such as <c>github.com/Owner/name</c>; as it is written, and in small letters.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>How many answers that concerns.</returns>
    ValueTask<int> RefreshBelowAsync(ModulePath path, CancellationToken cancellationToken);

    /// <summary>
    /// Forgets files, so that they are fetched anew: of one canonical version, or everything of the module. A fetch that is on its way
    /// meanwhile keeps what it brings.
    /// </summary>
    /// <returns>How many files and answers were kept.</returns>
    ValueTask<int> PurgeAsync(ModulePath path, string? version, CancellationToken cancellationToken);
}
