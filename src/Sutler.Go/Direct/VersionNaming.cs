using Sutler.Errors;
using Sutler.GoModules;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct;

/// <summary>Finds the version that a revision is. Spec: VER-7 to VER-10.</summary>
/// <param name="module">The module.</param>
/// <param name="revision">The revision.</param>
/// <param name="requested">What was asked for; empty for the newest.</param>
internal sealed class VersionNaming(CodeModule module, CodeRevision revision, string requested)
{
    /// <summary>The version; throws <see cref="ModuleException"/> when there is none, or another one was asked for.</summary>
    public async Task<string> FindAsync(CancellationToken cancellationToken)
    {
        if (PseudoVersion.Is(requested))
        {
            // A wrong directory or major version shows in the commit alone; a wrong base may take the whole history.
            var pseudo = await CheckAsync(requested, cancellationToken);
            await new PseudoVersionCheck(module, revision, requested).RunAsync(cancellationToken);
            return pseudo;
        }

        return await OwnNameAsync(cancellationToken)
            ?? await TagOfRevisionAsync(cancellationToken)
            ?? await CheckAsync(
                PseudoVersion.Create(ModulePathRules.PathMajorPrefix(module.Place.PathMajor), await BaseAsync(cancellationToken), revision.Time, revision.ShortName),
                cancellationToken);
    }

    // Spec: VER-10 (a).
    private async Task<string?> OwnNameAsync(CancellationToken cancellationToken)
    {
        if (module.Place.VersionOf(revision.Version) is not { IsCanonical: true, Version: var named })
        {
            return null;
        }

        try
        {
            return await CheckAsync(named, cancellationToken);
        }
        catch (ModuleException)
        {
            // The tag is one of the revision's tags, and looked at again among them.
            return null;
        }
    }

    // Spec: VER-10 (b).
    private async Task<string?> TagOfRevisionAsync(CancellationToken cancellationToken)
    {
        var tags = revision.Tags.Select(module.Place.VersionOf).Where(tag => tag.IsCanonical).Select(tag => tag.Version).ToList();
        if (tags.Find(tag => requested.Length > 0 && SemanticVersion.Compare(tag, requested) == 0) is { } same)
        {
            // If it must not be used, that is to be said.
            return await CheckAsync(same, cancellationToken);
        }

        tags.Sort(SemanticVersion.CompareForSort);
        for (var i = tags.Count - 1; i >= 0; i--)
        {
            if (await MayBeUsedAsync(tags[i], cancellationToken))
            {
                return await CheckAsync(tags[i], cancellationToken);
            }
        }

        return null;
    }

    // Spec: VER-10 (b) and (c). A tag with build metadata names no version, but the pseudo-version comes right behind it.
    private async Task<string> BaseAsync(CancellationToken cancellationToken)
    {
        if (SemanticVersion.IsValid(requested)
            && revision.Tags.Select(tag => module.Place.VersionOf(tag).Version).FirstOrDefault(tag => SemanticVersion.Compare(tag, requested) == 0) is { } equivalent)
        {
            return equivalent;
        }

        var recent = await module.Code.RecentTagAsync(
            revision.Name,
            module.Place.TagPrefix,
            async (tag, token) => module.Place.VersionOf(tag).Version is { Length: > 0 } version && await MayBeUsedAsync(version, token),
            cancellationToken);
        return recent is null ? "" : module.Place.VersionOf(recent).Version;
    }

    private async Task<bool> MayBeUsedAsync(string version, CancellationToken cancellationToken) =>
        (module.Place.Fits(version) || await MayBeIncompatibleAsync(version, cancellationToken))
        && !await module.IsRetractedAsync(version, cancellationToken);

    /// <summary>
    /// The version, with <c>+incompatible</c> where it needs that. The module must be where it should be in the revision that
    /// <paramref name="version"/> stands for, and it must be what was asked for, if that was a version.
    /// </summary>
    private async Task<string> CheckAsync(string version, CancellationToken cancellationToken)
    {
        try
        {
            await module.FindAsync(version, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw module.Failure(new InvalidVersionException(version, failure.Message, failure) { IsNotExist = true });
        }

        version = version == ModulePlace.Compatible(requested) ? requested : version;
        var plain = ModulePlace.Compatible(version);
        string? violation = null;
        if (module.Place.Fits(plain))
        {
            violation = version == plain ? null : $"+incompatible suffix not allowed: major version {SemanticVersion.Major(version)} is compatible";
        }
        else if (await MayBeIncompatibleAsync(plain, cancellationToken))
        {
            version = ModulePlace.AsIncompatible(plain);
        }
        else
        {
            violation = WrongMajor(version);
        }

        // It would be confusing if one version stood for another one.
        if (SemanticVersion.IsCanonical(requested) && ModulePlace.Compatible(requested) is var wanted && wanted != plain)
        {
            throw module.Invalid(requested, $"resolves to version {version} ({wanted} is not a tag)");
        }

        return violation is null ? version : throw module.Invalid(version, violation);
    }

    private string WrongMajor(string version) => module.Place.PathMajor.Length > 0
        ? "module path includes a major version suffix, so major version must match"
        : $"module contains a go.mod file, so module path must match major version ({GoQuoting.Quote($"{module.Place.Prefix}/{SemanticVersion.Major(version)}")})";

    // Spec: VER-8. Older go commands did not look for vN/go.mod, so who names an incompatible version gets it even so (go.dev/issue/51324).
    private async Task<bool> MayBeIncompatibleAsync(string version, CancellationToken cancellationToken)
    {
        if (!module.Place.MayBeIncompatible || await HasGoModAsync("go.mod", cancellationToken))
        {
            return false;
        }

        return SemanticVersion.IsIncompatible(requested) || !await HasGoModAsync(SemanticVersion.Major(version) + "/go.mod", cancellationToken);
    }

    private async Task<bool> HasGoModAsync(string path, CancellationToken cancellationToken) =>
        await module.ReadAsync(revision.Name, path, cancellationToken) is not null;
}
