using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>Which versions queries may choose: not the excluded and not the retracted ones. Spec: QUERY-9, QUERY-10.</summary>
/// <remarks>Thread-safe; the retractions of a module are loaded once.</remarks>
public sealed class AllowedVersions
{
    private readonly VersionQuery _query;
    private readonly QuerySettings _settings;
    private readonly IReadOnlySet<ModuleId> _exclusions;
    private readonly ConcurrentDictionary<string, Task<IReadOnlyList<RetractDirective>>> _retractions = new(StringComparer.Ordinal);

    /// <summary>Creates the check of one run.</summary>
    /// <param name="query">Finds the version whose go.mod has the retractions.</param>
    /// <param name="settings">The same as those of <paramref name="query"/>.</param>
    /// <param name="exclusions">The <c>exclude</c> lines of the main modules.</param>
    public AllowedVersions(VersionQuery query, QuerySettings settings, IReadOnlySet<ModuleId> exclusions)
    {
        _query = query;
        _settings = settings;
        _exclusions = exclusions;
    }

    /// <summary>Both checks, as a <see cref="VersionCheck"/>.</summary>
    public async Task<DisallowedVersionException?> CheckAsync(ModuleId module, CancellationToken cancellationToken) =>
        CheckExclusions(module) ?? await CheckRetractionsAsync(module, cancellationToken);

    /// <summary>Null, or <c>path@version: excluded by go.mod</c>.</summary>
    public DisallowedVersionException? CheckExclusions(ModuleId module) =>
        _exclusions.Contains(module) ? new DisallowedVersionException(module, "excluded by go.mod") : null;

    /// <summary>
    /// Null, or <c>path@version: retracted by module author: reason</c>. Null too when the retractions cannot be loaded:
    /// a run without network must not fail for them.
    /// </summary>
    public async Task<DisallowedVersionException?> CheckRetractionsAsync(ModuleId module, CancellationToken cancellationToken)
    {
        // A directory has no versions to retract, and what replaces all versions is the user's own choice.
        if (module.Version.Length == 0 || _settings.Replacements.Find(module with { Version = "" }) is not null)
        {
            return null;
        }

        var hits = (await RetractionsAsync(module.Path, cancellationToken))
            .Where(line => GoVersion.CompareVersions(module.Path, line.Low, module.Version) <= 0
                && GoVersion.CompareVersions(module.Path, module.Version, line.High) <= 0)
            .ToList();
        if (hits.Count == 0)
        {
            return null;
        }

        const string Retracted = "retracted by module author";
        var rationale = hits.Find(line => line.Rationale.Length > 0)?.Rationale;
        return new DisallowedVersionException(module, rationale is null ? Retracted : $"{Retracted}: {ShortMessage.Of(rationale, Retracted)}");
    }

    private async Task<IReadOnlyList<RetractDirective>> RetractionsAsync(string path, CancellationToken cancellationToken)
    {
        var loading = _retractions.GetOrAdd(path, _ => LoadAsync(path, cancellationToken));
        try
        {
            return await loading.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            _retractions.TryRemove(KeyValuePair.Create(path, loading));
            throw;
        }
    }

    private async Task<IReadOnlyList<RetractDirective>> LoadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            var latest = await _query.ResolveAsync(path, "latest", "", null, cancellationToken);
            var holder = _settings.Replacements.Resolve(new ModuleId(path, latest.Version));
            return GoVersion.IsToolchain(holder.Path)
                ? []
                : GoModFile.ParseLax("go.mod", await _settings.ReadGoModAsync(holder, cancellationToken), fix: null).Retracts;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return [];
        }
    }
}
