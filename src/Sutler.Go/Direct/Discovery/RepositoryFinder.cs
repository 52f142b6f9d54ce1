using Sutler.Errors;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Repositories;

namespace Sutler.Go.Direct.Discovery;

/// <summary>Finds repositories by what is known of the path, then by asking its host. Spec: DISC-1 to DISC-12, GOVCS-1.</summary>
public sealed class RepositoryFinder : IRepositoryFinder
{
    /// <summary>Up to this version of Go a tag that names a subdirectory is no tag. Spec: DISC-7.</summary>
    private const string FirstWithSubdirectories = "1.25";

    private readonly OnceMap<ModulePath, RepositoryRoot> _roots = new();
    private readonly GoEnvironment _environment;
    private readonly UrlReader _reader;
    private readonly SchemeSearch _schemes;
    private readonly PageDiscovery _pages;

    /// <summary>Creates the finder of a run; nothing is asked before the first path.</summary>
    /// <param name="environment">Settings: GOINSECURE, GOPRIVATE, GOVCS, GOMODCACHE, GIT_ALLOW_PROTOCOL, and which Go is followed.</param>
    /// <param name="reader">Reaches the hosts.</param>
    /// <param name="programs">Runs the programs.</param>
    /// <param name="time">Clock of the time limits.</param>
    /// <param name="warn">Prints a line on standard error.</param>
    public RepositoryFinder(GoEnvironment environment, UrlReader reader, VcsPrograms programs, TimeProvider time, Action<string> warn)
    {
        _environment = environment;
        _reader = reader;
        var gitAllowProtocol = environment.Variables.GetValueOrDefault(EnvironmentVariables.GitAllowProtocol.Name, "");
        _schemes = new SchemeSearch(programs, environment.GoModCache, gitAllowProtocol, warn);
        _pages = new PageDiscovery(new GoGetPages(reader, time, GoVersion.Compare(environment.GoVersion, FirstWithSubdirectories) >= 0));
    }

    /// <inheritdoc/>
    public Task<RepositoryRoot> FindAsync(ModulePath path, CancellationToken cancellationToken) =>
        _roots.GetAsync(path, token => FindOnceAsync(path.Text, token), cancellationToken);

    private async Task<RepositoryRoot> FindOnceAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var isInsecure = _environment.GoInsecure.Matches(path);
            return KnownHosts.Read(path) switch
            {
                KnownPlace.At place => Allowed(new RepositoryRoot(place.Root, place.System.Command, place.Url)),
                KnownPlace.Behind place => await ReachAsync(place, isInsecure, cancellationToken),
                KnownPlace.Refused refused => throw new SutlerException(refused.Error.Reason),
                _ => await AskAsync(path, isInsecure, cancellationToken),
            };
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            // Whatever went wrong, there is no repository to be had for the path: the next source is asked. Spec: DISC-12.
            return await FindBranchAsync(path, cancellationToken) ?? throw new RepositoryNotFoundException(failure);
        }
    }

    private async Task<RepositoryRoot> ReachAsync(KnownPlace.Behind place, bool isInsecure, CancellationToken cancellationToken)
    {
        // Asked first, since to find the scheme the program is run.
        ThrowUnlessAllowed(place.Root, place.System);
        return new RepositoryRoot(place.Root, place.System.Command, await _schemes.FindAsync(place.System, place.Address, isInsecure, cancellationToken));
    }

    private async Task<RepositoryRoot> AskAsync(string path, bool isInsecure, CancellationToken cancellationToken)
    {
        try
        {
            return Allowed(await _pages.FindAsync(path, isInsecure, cancellationToken));
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw new SutlerException($"unrecognized import path {GoQuoting.Quote(path)}: {failure.Message}", failure) { Hint = failure.Hint };
        }
    }

    // Null when it is none there. What looks like a series may be a directory of the project.
    private async Task<RepositoryRoot?> FindBranchAsync(string path, CancellationToken cancellationToken)
    {
        if (LaunchpadPath.Read(path) is not { } branch)
        {
            return null;
        }

        var root = branch.Project is { } project && !await IsThereAsync(branch.Proof, cancellationToken) ? project : branch.Root;
        return GoVcsPolicy.TryParse(_environment.GoVcs, out var policy, out _) && policy.Allows(root, IsPrivate(root), VersionControl.Bazaar.Command)
            ? new RepositoryRoot(root, VersionControl.Bazaar.Command, "https://" + root)
            : null;
    }

    private async Task<bool> IsThereAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            await _reader.ReadAsync(url, cancellationToken);
            return true;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return false;
        }
    }

    private RepositoryRoot Allowed(RepositoryRoot found)
    {
        if (VersionControl.Find(found.Vcs) is { } system)
        {
            ThrowUnlessAllowed(found.Root, system);
        }

        return found;
    }

    private void ThrowUnlessAllowed(string root, VersionControl system)
    {
        if (Policy().Refusal(root, IsPrivate(root), system) is { } refusal)
        {
            throw new VcsNotAllowedException(root, system, refusal);
        }
    }

    private bool IsPrivate(string root) => new GlobList(_environment.GoPrivate).Matches(root);

    private GoVcsPolicy Policy() => GoVcsPolicy.TryParse(_environment.GoVcs, out var policy, out var error) ? policy : throw new SutlerException(error.Reason);
}
