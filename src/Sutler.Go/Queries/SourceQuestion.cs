using System.Text;
using Sutler.Errors;
using Sutler.Go.Json;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>One query asked of one source.</summary>
internal sealed class SourceQuestion(
    IVersionSource source, Func<ModuleId, CancellationToken, Task<byte[]>> readGoModAsync, VersionCheck? allowed)
{
    private Origin? _origin;

    public required string Path { get; init; }

    public required string Query { get; init; }

    public required string Current { get; init; }

    private bool KeepsCurrent => Query is "upgrade" or "patch" && Current is not ("" or "none");

    public async Task<RevisionInfo> AnswerAsync(CancellationToken cancellationToken)
    {
        var matcher = QueryMatcher.Create(Path, Query, Current);
        if (matcher is null or { NamesOneVersion: true })
        {
            return await StatRevisionAsync(cancellationToken);
        }

        var listing = await source.VersionsAsync(matcher.Prefix, cancellationToken);
        _origin = listing.Origin;
        try
        {
            var found = await ChooseAsync(matcher, listing.Versions, cancellationToken);
            return found with { Origin = _origin };
        }
        catch (SutlerException failure) when (failure is not FatalException && _origin is not null)
        {
            throw new FailureWithOriginException(failure, _origin);
        }
    }

    // QUERY-2
    private async Task<RevisionInfo> StatRevisionAsync(CancellationToken cancellationToken)
    {
        RevisionInfo found;
        try
        {
            found = await source.StatAsync(Query, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException && SemanticVersion.CanonicalVersion(Query) is { Length: > 0 } canonical && canonical != Query)
        {
            found = await StatCanonicalAsync(canonical, failure, cancellationToken);
        }

        await RefuseDisallowedAsync(found.Version, cancellationToken);
        return found;
    }

    private async Task<RevisionInfo> StatCanonicalAsync(string canonical, SutlerException firstFailure, CancellationToken cancellationToken)
    {
        try
        {
            return await source.StatAsync(canonical, cancellationToken);
        }
        catch (SutlerException failure) when (failure.IsNotExist)
        {
            throw firstFailure;
        }
    }

    private async Task<RevisionInfo> ChooseAsync(QueryMatcher matcher, IReadOnlyList<string> versions, CancellationToken cancellationToken)
    {
        var (releases, prereleases) = await FilterAsync(matcher, versions, cancellationToken);
        var candidates = releases.Count > 0 ? releases : prereleases;
        if (candidates.Count > 0)
        {
            return await LookUpAsync(matcher.PrefersLower ? candidates[0] : candidates[^1], cancellationToken);
        }

        if (matcher.MayUseLatest
            && await LatestAsync(cancellationToken) is { } latest
            && await AllowsAsync(matcher, latest.Version, cancellationToken))
        {
            return await LookUpAsync(latest.Version, cancellationToken);
        }

        if (KeepsCurrent)
        {
            await RefuseDisallowedAsync(Current, cancellationToken);
            return await LookUpAsync(Current, cancellationToken);
        }

        throw new NoMatchingVersionException(Query, Current);
    }

    // QUERY-8
    private async Task<(List<string> Releases, List<string> Prereleases)> FilterAsync(
        QueryMatcher matcher, IReadOnlyList<string> versions, CancellationToken cancellationToken)
    {
        var (releases, prereleases) = (new List<string>(), new List<string>());
        var takesIncompatible = matcher.PrefersIncompatible;
        var lastCompatible = "";
        foreach (var version in versions)
        {
            if (!await AllowsAsync(matcher, version, cancellationToken))
            {
                continue;
            }

            if (!SemanticVersion.IsIncompatible(version))
            {
                lastCompatible = version;
            }
            else if (!takesIncompatible && lastCompatible.Length > 0)
            {
                // A go.mod says that the author knows of modules: what comes after is left over from before.
                if (await HasGoModAsync(lastCompatible, cancellationToken))
                {
                    break;
                }

                takesIncompatible = true;
            }

            (GoVersion.IsPrereleaseVersion(Path, version) ? prereleases : releases).Add(version);
        }

        return (releases, prereleases);
    }

    private async Task<bool> HasGoModAsync(string version, CancellationToken cancellationToken)
    {
        var content = await readGoModAsync(new ModuleId(Path, version), cancellationToken);
        return !content.AsSpan().SequenceEqual(Encoding.UTF8.GetBytes($"module {Path}\n"));
    }

    private async Task<bool> AllowsAsync(QueryMatcher matcher, string version, CancellationToken cancellationToken) =>
        matcher.Matches(version) && (allowed is null || await allowed(new ModuleId(Path, version), cancellationToken) is null);

    private async Task RefuseDisallowedAsync(string version, CancellationToken cancellationToken)
    {
        if (allowed is not null && await allowed(new ModuleId(Path, version), cancellationToken) is { } refusal)
        {
            throw refusal;
        }
    }

    private async Task<RevisionInfo?> LatestAsync(CancellationToken cancellationToken)
    {
        try
        {
            var latest = await source.LatestAsync(cancellationToken);
            _origin = OriginMerge.Merge(_origin, latest.Origin);
            return latest;
        }
        catch (SutlerException failure)
        {
            MergeOriginOf(failure);
            if (failure.IsNotExist)
            {
                return null;
            }

            throw;
        }
    }

    // QUERY-6, QUERY-11
    private async Task<RevisionInfo> LookUpAsync(string version, CancellationToken cancellationToken)
    {
        var found = await StatAsync(version, cancellationToken);
        if (!KeepsCurrent || !IsOlderThanCurrent(found.Time))
        {
            return found;
        }

        await RefuseDisallowedAsync(Current, cancellationToken);
        return await StatAsync(Current, cancellationToken);
    }

    private async Task<RevisionInfo> StatAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            var found = await source.StatAsync(version, cancellationToken);
            _origin = OriginMerge.Merge(_origin, found.Origin);
            return found;
        }
        catch (SutlerException failure)
        {
            MergeOriginOf(failure);
            throw;
        }
    }

    private void MergeOriginOf(SutlerException failure)
    {
        if (failure is FailureWithOriginException { Origin: var origin })
        {
            _origin = OriginMerge.Merge(_origin, origin);
        }
    }

    /// <summary>Whether a commit is from before that of <see cref="Current"/>, when that is a pseudo-version.</summary>
    private bool IsOlderThanCurrent(string time)
    {
        if (!PseudoVersion.Is(Current) || time == RevisionInfo.UnknownTime || !GoTime.TryParse(time, out var commit, out _))
        {
            return false;
        }

        try
        {
            return commit.Moment.Ticks < PseudoVersion.Time(Current).Ticks;
        }
        catch (InvalidVersionException)
        {
            return false;
        }
    }
}
