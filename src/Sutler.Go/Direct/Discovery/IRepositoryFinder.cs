using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct.Discovery;

/// <summary>Finds the repository of a module path, once a run for each. Spec: DISC-1 to DISC-14.</summary>
/// <remarks>
/// A path without repository fails with a <see cref="Sutler.Errors.SutlerException"/> that has <c>IsNotExist</c>. GOVCS is checked
/// before any program is run. Thread-safe.
/// </remarks>
public interface IRepositoryFinder
{
    /// <summary>The repository that <paramref name="path"/> lies in.</summary>
    Task<RepositoryRoot> FindAsync(ModulePath path, CancellationToken cancellationToken);
}
