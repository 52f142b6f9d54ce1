using Sutler.Errors;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct;

/// <summary>Whether a pseudo-version says the truth of its revision. Spec: PSV-1, PSEUDO-5, PSEUDO-6.</summary>
/// <remarks>
/// A base that is too high would pin the module against the selection of versions, and one that may be anything would give each commit
/// endless names: it must be the tag of an ancestor. It need not be the highest: tags may have come later than the pseudo-version.
/// </remarks>
internal sealed class PseudoVersionCheck(CodeModule module, CodeRevision revision, string version)
{
    private readonly string _short = PseudoVersion.Revision(version);

    /// <summary>Throws <see cref="ModuleException"/> with the reason if it does not.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            CheckRevision();
            CheckTime();
            await CheckBaseAsync(PseudoVersion.Base(ModulePlace.Compatible(version)), cancellationToken);
        }
        catch (InvalidVersionException invalid)
        {
            throw module.Failure(invalid);
        }
        catch (SutlerException failure) when (failure is not (FatalException or ModuleException))
        {
            throw module.Failure(new InvalidVersionException(version, failure.Message, failure) { IsPseudo = true });
        }
    }

    private void CheckRevision()
    {
        if (_short == revision.ShortName)
        {
            return;
        }

        var difference = _short.StartsWith(revision.ShortName, StringComparison.Ordinal) ? "revision is longer than canonical"
            : revision.ShortName.StartsWith(_short, StringComparison.Ordinal) ? "revision is shorter than canonical"
            : "does not match short name of revision";
        throw Invalid($"{difference} (expected {revision.ShortName})");
    }

    private void CheckTime()
    {
        if (PseudoVersion.Time(version).UtcTicks / TimeSpan.TicksPerSecond != revision.Time.UtcTicks / TimeSpan.TicksPerSecond)
        {
            throw Invalid($"does not match version-control timestamp (expected {PseudoVersion.Timestamp(PseudoVersion.Create("", "", revision.Time, _short))})");
        }
    }

    private async Task CheckBaseAsync(string older, CancellationToken cancellationToken)
    {
        if (older.Length == 0)
        {
            if (module.Place.PathMajor.Length == 0 && SemanticVersion.Major(version) == "v1")
            {
                throw Invalid("major version without preceding tag must be v0, not v1");
            }

            return;
        }

        if (revision.Tags.FirstOrDefault(tag => WithoutPrefix(tag) == older) is { } own)
        {
            throw Invalid($"tag ({own}) found on revision {_short} is already canonical, so should not be replaced with a pseudo-version derived from that tag");
        }

        await CheckAncestorAsync(older, cancellationToken);
    }

    // The base is written without the build metadata that the tag may have.
    private async Task CheckAncestorAsync(string older, CancellationToken cancellationToken)
    {
        var tags = (await module.Code.TagsAsync(module.Place.TagPrefix + older, cancellationToken)).Tags
            .Select(tag => tag.Name)
            .Where(tag => SemanticVersion.Compare(WithoutPrefix(tag), older) == 0)
            .ToList();
        if (tags.Count == 0)
        {
            throw Invalid($"preceding tag ({older}) not found");
        }

        SutlerException? failure = null;
        foreach (var tag in tags)
        {
            try
            {
                failure = null;
                if (await module.Code.DescendsFromAsync(revision.Name, tag, cancellationToken))
                {
                    return;
                }
            }
            catch (SutlerException unknown) when (unknown is not FatalException)
            {
                failure = unknown;
            }
        }

        throw failure ?? Invalid($"revision {_short} is not a descendent of preceding tag ({tags[^1]})");
    }

    private string WithoutPrefix(string tag) =>
        tag.StartsWith(module.Place.TagPrefix, StringComparison.Ordinal) ? tag[module.Place.TagPrefix.Length..] : tag;

    private InvalidVersionException Invalid(string reason) => new(version, reason) { IsPseudo = true };
}
