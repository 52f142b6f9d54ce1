using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>A source whose versions are joined by those that <c>replace</c> lines name: they count as existing. Spec: QUERY-17.</summary>
internal sealed class ReplacementVersions(string path, IVersionSource source, ReplaceDirectives replacements) : IVersionSource
{
    public async Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken)
    {
        var listing = await ListAsync(prefix, cancellationToken);
        var replaced = replacements.ListedVersions(path, prefix).ToList();
        if (replaced.Count == 0)
        {
            return listing;
        }

        var order = Comparer<string>.Create((left, right) => GoVersion.CompareVersions(path, left, right));
        return new VersionListing([.. listing.Versions.Concat(replaced).Distinct(StringComparer.Ordinal).Order(order)]);
    }

    public async Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken)
    {
        try
        {
            return await source.StatAsync(revision, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException && IsReplaced(revision, out var version))
        {
            return Replaced(version);
        }
    }

    public async Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken)
    {
        var highest = replacements.HighestReplaced(path);
        if (highest is { Length: 0 })
        {
            highest = PlaceholderVersion();
        }

        try
        {
            var latest = await source.LatestAsync(cancellationToken);
            return highest is not null && GoVersion.CompareVersions(path, highest, latest.Version) > 0 ? Replaced(highest) : latest;
        }
        catch (SutlerException failure) when (failure is not FatalException && highest is not null)
        {
            return Replaced(highest);
        }
    }

    private async Task<VersionListing> ListAsync(string prefix, CancellationToken cancellationToken)
    {
        try
        {
            return await source.VersionsAsync(prefix, cancellationToken);
        }
        catch (SutlerException failure) when (failure.IsNotExist)
        {
            return new VersionListing([]);
        }
    }

    private bool IsReplaced(string revision, out string version)
    {
        version = SemanticVersion.CanonicalVersion(revision);
        if (version != revision || !replacements.HasMainModuleLines)
        {
            return false;
        }

        if (ModulePathRules.TrySplitMajor(path, out _, out var pathMajor) && pathMajor.Length == 0
            && !ModulePathRules.MatchesPathMajor(version, pathMajor) && SemanticVersion.Build(version).Length == 0)
        {
            version += "+incompatible";
        }

        return replacements.Find(new ModuleId(path, version)) is not null;
    }

    /// <summary>Below every real version, so that a user of the main module can move to one. Spec: PSEUDO-8.</summary>
    private string PlaceholderVersion() =>
        PseudoVersion.Zero(ModulePathRules.TrySplitMajor(path, out _, out var pathMajor) && pathMajor.Length > 0 ? pathMajor[1..] : "v0");

    private static RevisionInfo Replaced(string version)
    {
        try
        {
            return PseudoVersion.Is(version)
                ? new RevisionInfo { Version = version, Time = PseudoVersion.Time(version).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture) }
                : new RevisionInfo { Version = version };
        }
        catch (InvalidVersionException)
        {
            return new RevisionInfo { Version = version };
        }
    }
}
