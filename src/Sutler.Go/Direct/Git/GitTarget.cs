using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Direct.Git;

/// <summary>What a revision stands for in the repository it comes from.</summary>
/// <param name="Revision">The revision, or the hash instead where what was asked for may move.</param>
/// <param name="Ref">The ref to fetch it by; null when no ref has it.</param>
/// <param name="Hash">The complete hash; null when only history can tell.</param>
internal sealed record GitTarget(string Revision, string? Ref, string? Hash)
{
    /// <summary>Resolves tags before branches before HEAD before the beginnings of hashes; null when it is none of these. Spec: GIT-6.</summary>
    public static GitTarget? Resolve(GitRefs refs, string revision)
    {
        if (refs.Find("refs/tags/" + revision) is { } tagged)
        {
            return new GitTarget(revision, "refs/tags/" + revision, tagged);
        }

        if (refs.Find("refs/heads/" + revision) is { } tip)
        {
            return new GitTarget(tip, "refs/heads/" + revision, tip);
        }

        if (revision == "HEAD" && refs.Find("HEAD") is { } head)
        {
            return new GitTarget(head, "HEAD", head);
        }

        return GitHash.IsPrefix(revision, Math.Max(refs.HashLength, 40)) ? ResolveHash(refs, revision) : null;
    }

    private static GitTarget ResolveHash(GitRefs refs, string digits)
    {
        string? name = null;
        string? hash = null;
        foreach (var found in refs.StartingWith(digits))
        {
            if (hash is not null && hash != found.Hash)
            {
                throw new SutlerException($"ambiguous revision {digits}");
            }

            hash = found.Hash;
            name = name is null || Utf8Order.Compare(found.Name, name) < 0 ? found.Name : name;
        }

        return new GitTarget(hash ?? digits, name, hash ?? (GitHash.IsComplete(digits) ? digits : null));
    }
}
