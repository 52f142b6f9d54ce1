using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct;

/// <content>Which versions there are.</content>
internal sealed partial class CodeModule
{
    // Each is a question to the repository; no honest one has so many.
    private const int MostMajorsAtOnce = 64;

    private readonly OnceMap<string, IReadOnlyList<RetractDirective>> _retractions = new();

    /// <inheritdoc/>
    public async Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken)
    {
        if (_place.IsUntagged)
        {
            return new VersionListing([]);
        }

        try
        {
            var tags = await _code.TagsAsync(_place.TagPrefix + prefix, cancellationToken);
            var origin = tags.Origin ?? new Origin { Vcs = _code.Vcs, Url = _code.Url };
            var (versions, others) = _place.VersionsIn(tags.Tags.Select(tag => tag.Name));
            return new VersionListing(
                others.Count == 0 ? versions : [.. versions, .. await IncompatibleAsync(versions, others, cancellationToken)],
                origin with { Subdir = _place.Directory });
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw Failure(failure);
        }
    }

    /// <summary>Whether the author took the version back, as far as that can be found out. Spec: VER-11.</summary>
    internal async Task<bool> IsRetractedAsync(string version, CancellationToken cancellationToken) =>
        (await _retractions.GetAsync("", RetractionsAsync, cancellationToken))
            .Any(line => SemanticVersion.Compare(line.Low, version) <= 0 && SemanticVersion.Compare(version, line.High) <= 0);

    // Spec: VER-3. A go.mod in the newest version says that the author knows of modules: what has a higher number was tagged before, or is meant for another path.
    private async Task<IReadOnlyList<string>> IncompatibleAsync(
        IReadOnlyList<string> versions, IReadOnlyList<string> others, CancellationToken cancellationToken)
    {
        if (versions.Count > 0 && await HasGoModAsync(versions[^1], cancellationToken))
        {
            return [];
        }

        var found = new List<string>();
        foreach (var majors in others.GroupBy(SemanticVersion.Major).Chunk(MostMajorsAtOnce))
        {
            var haveGoMod = await Task.WhenAll(majors.Select(major => HasGoModAsync(major.Last(), cancellationToken)));
            found.AddRange(majors.Zip(haveGoMod).Where(major => !major.Second).SelectMany(major => major.First).Select(ModulePlace.AsIncompatible));
        }

        return found;
    }

    // Of a module in the root, tags are versions.
    private async Task<bool> HasGoModAsync(string version, CancellationToken cancellationToken) =>
        await ReadAsync((await _code.StatAsync(version, cancellationToken)).Name, GoMod, cancellationToken) is not null;

    // That retractions cannot be loaded must not keep anybody from using the module.
    private async Task<IReadOnlyList<RetractDirective>> RetractionsAsync(CancellationToken cancellationToken)
    {
        try
        {
            var tags = _place.IsUntagged ? [] : (await _code.TagsAsync(_place.TagPrefix, cancellationToken)).Tags;
            var (versions, _) = _place.VersionsIn(tags.Select(tag => tag.Name));
            var newest = versions.LastOrDefault(version => SemanticVersion.Prerelease(version).Length == 0) ?? (versions.Count > 0 ? versions[^1] : null);
            return newest is null ? [] : GoModFile.ParseLax(GoMod, await GoModAsync(newest, cancellationToken), fix: null).Retracts;
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return [];
        }
    }
}
