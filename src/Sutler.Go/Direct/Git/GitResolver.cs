using Sutler.Errors;
using Sutler.Go.Sources;

namespace Sutler.Go.Direct.Git;

/// <summary>Finds out which commit a revision is, and fetches it. Spec: GIT-6 to GIT-8.</summary>
internal sealed class GitResolver(GitRemote remote, GitObjects objects, GitFetcher fetcher, string url)
{
    private const int LongestHash = 64;

    /// <summary>Resolves a tag, branch, HEAD, commit hash or the beginning of one; the commit is in the work directory afterwards.</summary>
    /// <param name="revision">The revision.</param>
    /// <param name="tagPrefix">Begins the tags that are looked for in its history next, unless it has one itself; null when none are.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<CodeRevision> ResolveAsync(string revision, string? tagPrefix, CancellationToken cancellationToken)
    {
        using var announced = fetcher.Announce();
        var isHash = GitHash.IsPrefix(revision, LongestHash);
        if (isHash && await FindHereAsync(revision, revision, cancellationToken) is { } known)
        {
            return known;
        }

        var tag = "refs/tags/" + revision;
        if ((await remote.OldTagsAsync(cancellationToken)).Find(tag) is not null)
        {
            return await FindHereAsync(revision, tag, cancellationToken) ?? throw NoCommit();
        }

        var refs = await remote.RefsAsync(cancellationToken);
        var target = GitTarget.Resolve(refs, revision) ?? throw await UnknownAsync(revision, "", cancellationToken);
        var fetching = fetcher.FetchAsync(new GitFetchAsk(target.Ref, target.Hash, isHash, NeedsHistory(refs, target, tagPrefix)), cancellationToken);
        announced.Dispose();
        return await FindFetchedAsync(target, await fetching, cancellationToken);
    }

    // To be fetched without history first would cost two more fetches. Spec: VER-12.
    private static bool NeedsHistory(GitRefs refs, GitTarget target, string? tagPrefix) =>
        tagPrefix is not null
        && !(target.Hash is { } hash && refs.TagsOn(hash).Any(tag => tag.StartsWith(tagPrefix, StringComparison.Ordinal)))
        && refs.Tags(tagPrefix + "v").Count > 0;

    private async Task<CodeRevision> FindFetchedAsync(GitTarget target, GitFetchOutcome outcome, CancellationToken cancellationToken)
    {
        // HEAD comes by its hash, under no name that means anything: then it is the hash alone that is remembered.
        var cameByHash = outcome != GitFetchOutcome.Local && target.Ref == "HEAD";
        var name = outcome switch
        {
            GitFetchOutcome.Local => target.Hash!,
            GitFetchOutcome.Shallow => cameByHash ? target.Hash! : target.Ref!,
            _ => target.Revision,
        };
        var rememberedRef = cameByHash ? "" : target.Ref ?? "";
        var found = await FindHereAsync(target.Revision, name, cancellationToken)
            ?? throw (outcome == GitFetchOutcome.Shallow && !cameByHash ? NoCommit() : await UnknownAsync(name, rememberedRef, cancellationToken));
        return found with { Origin = found.Origin with { Hash = found.Name, Ref = cameByHash ? found.Origin.Ref : rememberedRef } };
    }

    // What is here, told as if it were asked for as `version`.
    private async Task<CodeRevision?> FindHereAsync(string version, string name, CancellationToken cancellationToken)
    {
        if (fetcher.IsEmpty || await objects.FindCommitAsync(name, cancellationToken) is not { } commit)
        {
            return null;
        }

        var here = (await remote.TagsHereAsync(fetcher.IsComplete, cancellationToken)).TagsOn(commit.Hash);
        var there = (await remote.TryRefsAsync(cancellationToken))?.TagsOn(commit.Hash) ?? [];
        string[] tags = [.. GitRefs.Sorted(here.Concat(there).Distinct(StringComparer.Ordinal))];
        return new CodeRevision
        {
            Origin = new Origin { Vcs = "git", Url = url, Hash = commit.Hash, Ref = commit.Hash.StartsWith(name, StringComparison.Ordinal) ? "" : name },
            Name = commit.Hash,
            ShortName = GitHash.Shorten(commit.Hash),
            Version = tags.Contains(version, StringComparer.Ordinal) ? version : commit.Hash,
            Time = commit.Time,
            Tags = tags,
        };
    }

    // A tag may stand for a tree or a file: it is here, but no version. Nothing is said of it that could be reused; in go's words.
    private static SutlerException NoCommit() => new("unexpected response from git log: \"\"");

    private async Task<SutlerException> UnknownAsync(string name, string triedRef, CancellationToken cancellationToken)
    {
        var failure = new SutlerException($"unknown revision {name}") { IsNotExist = true };
        return await remote.TryRefsAsync(cancellationToken) is { } refs
            ? new FailureWithOriginException(failure, new Origin { Vcs = "git", Url = url, RepoSum = refs.RepoSum, Ref = triedRef })
            : failure;
    }
}
