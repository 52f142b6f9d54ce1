using Sutler.Go.Direct.Discovery;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct;

/// <summary>Modules straight from version control: the sources behind <c>direct</c>. Spec: 06.</summary>
/// <remarks>Nothing is asked or opened before the first question. Thread-safe.</remarks>
public sealed class DirectModules
{
    private readonly GoEnvironment _environment;
    private readonly IRepositoryFinder _finder;
    private readonly Func<RepositoryRoot, CancellationToken, Task<ICodeRepository>> _openAsync;
    private readonly UrlReader _reader;
    private readonly OnceMap<(string Vcs, string Url), ICodeRepository> _repositories = new();

    /// <summary>Creates the sources of one run.</summary>
    /// <param name="environment">Says which Go is running.</param>
    /// <param name="finder">Finds repositories.</param>
    /// <param name="openAsync">Opens a repository under version control.</param>
    /// <param name="reader">Reaches the proxies that discovery may name instead (DISC-11).</param>
    public DirectModules(
        GoEnvironment environment, IRepositoryFinder finder, Func<RepositoryRoot, CancellationToken, Task<ICodeRepository>> openAsync, UrlReader reader)
    {
        _environment = environment;
        _finder = finder;
        _openAsync = openAsync;
        _reader = reader;
    }

    /// <summary>One module.</summary>
    public IModuleRepository Open(ModulePath path) => new DirectRepository(path, token => OpenAsync(path, token));

    /// <summary>Where a module lies.</summary>
    public Task<RepositoryRoot> FindAsync(ModulePath path, CancellationToken cancellationToken) => _finder.FindAsync(path, cancellationToken);

    private async Task<IModuleRepository> OpenAsync(ModulePath path, CancellationToken cancellationToken)
    {
        var root = await _finder.FindAsync(path, cancellationToken);
        if (root.Vcs == "mod")
        {
            return new ProxyRepository(path, ProxyList.OfUrl(root.Url, fallBackOnAnyError: false), _reader);
        }

        var place = ModulePlace.Create(path, root.Root, root.Subdirectory);
        var code = await _repositories.GetAsync(
            (root.Vcs, root.Url), async token => new CodeRepositoryMemory(await _openAsync(root, token)), cancellationToken);
        return new CodeModule(place, code, _environment);
    }
}
