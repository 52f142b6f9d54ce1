using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>Finds out why a module version is not there: whether only the version is wrong, or the path is that of a package.</summary>
internal sealed class AbsenceCheck(WatchedSources sources, Action<Step> tell)
{
    private const int MostParents = 3;
    private const int MostShown = 5;

    /// <summary>The step <c>versions</c>: of the module if it is known, else of one whose path its path begins with.</summary>
    public async Task ExplainAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (await KnownAsync(module.Path, isWanted: true, cancellationToken) || PrivateLook.Reason(module.Path, "").Length > 0)
        {
            return;
        }

        var elements = module.Path.Split('/');
        for (var count = elements.Length - 1; count > 1 && count >= elements.Length - MostParents; count--)
        {
            if (await KnownAsync(string.Join('/', elements[..count]), isWanted: false, cancellationToken))
            {
                return;
            }
        }
    }

    private async Task<bool> KnownAsync(string modulePath, bool isWanted, CancellationToken cancellationToken)
    {
        if (!ModulePath.TryParse(modulePath, out var path, out _))
        {
            return false;
        }

        try
        {
            var (versions, newest) = await sources.Unwatched.TryEachAsync(path, AskAsync, cancellationToken);
            var summary = versions.Count > 0 ? VerdictTexts.Count(versions.Count, "version") : $"no version, newest revision {newest}";
            tell(new Step("versions", StepStatus.Ok, $"{modulePath}: {summary}")
            {
                Details = versions.Count > 0 ? [StepDetail.Of("highest", [.. versions.TakeLast(MostShown)])] : [],
                Finding = isWanted ? new Finding.KnownVersions(versions, newest) : new Finding.EnclosingModule(modulePath),
            });
            return true;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            if (isWanted)
            {
                tell(new Step("versions", StepStatus.Warn, $"{modulePath}: {FaultReader.Read(failure).Reason}"));
            }

            return false;
        }

        // An empty list says nothing: some proxies have one of everything.
        static async Task<(IReadOnlyList<string>, string)> AskAsync(IModuleRepository repository, CancellationToken token)
        {
            var listing = await repository.VersionsAsync("", token);
            return listing.Versions.Count > 0 ? (listing.Versions, "") : ([], (await repository.LatestAsync(token)).Version);
        }
    }
}
