using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Programs;
using Sutler.GoModules;

namespace Sutler.Go.Direct.Git;

/// <summary>What the remote repository and the work directory say about themselves, each asked once a run.</summary>
internal sealed class GitRemote(DirectContext context, GitCommands git, WorkDirectory work, string url)
{
    private const string NoUser = "fatal: could not read Username";

    private const string Help =
        "Confirm the import path was entered correctly.\nIf this is a private repository, see https://golang.org/doc/faq#git_https for additional information.";

    private readonly OnceMap<string, GitRefs> _refs = new();

    /// <summary>The refs of the remote. A failure says whether the repository is not there (DISC-13).</summary>
    public Task<GitRefs> RefsAsync(CancellationToken cancellationToken) => _refs.GetAsync("remote", AskAsync, cancellationToken);

    /// <summary>The same, or none when the remote cannot be asked.</summary>
    public async Task<GitRefs?> TryRefsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await RefsAsync(cancellationToken);
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    /// <summary>The tags that were here before this run fetched any. They are believed, since a version is not supposed to move. Spec: GIT-6.</summary>
    public Task<GitRefs> OldTagsAsync(CancellationToken cancellationToken) => work.IsNew
        ? Task.FromResult(GitRefs.None)
        : _refs.GetAsync("old", git.ListTagsAsync, cancellationToken);

    /// <summary>The tags that are here now, as far as the remote does not have them: a fetch of all tags moves those that moved.</summary>
    public Task<GitRefs> TagsHereAsync(bool isComplete, CancellationToken cancellationToken) => work.IsNew || !isComplete
        ? OldTagsAsync(cancellationToken)
        : _refs.GetAsync("complete", git.ListTagsAsync, cancellationToken);

    private async Task<GitRefs> AskAsync(CancellationToken cancellationToken)
    {
        GitRefs refs;
        try
        {
            refs = await git.ListRemoteAsync(cancellationToken);
        }
        catch (VcsProgramException failure)
        {
            throw failure.With(
                failure.Said.Contains(NoUser, StringComparison.Ordinal) ? Help : "",
                isNotExist: IsWeb && await context.IsGoneAsync(url, cancellationToken));
        }

        await MatchFormatAsync(refs, cancellationToken);
        return refs;
    }

    private bool IsWeb => url.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    // Which kind of hashes the remote has is known only now; git does not fetch one kind into a repository of the other.
    private async Task MatchFormatAsync(GitRefs refs, CancellationToken cancellationToken)
    {
        var format = refs.HashLength == 64 ? "sha256" : "sha1";
        if (refs.HashLength == 0 || HasFormat(format))
        {
            return;
        }

        using (await work.LockAsync(cancellationToken))
        {
            if (!HasFormat(format))
            {
                await work.RemakeAsync((_, token) => git.InitializeAsync(format, token), cancellationToken);
            }
        }
    }

    private bool HasFormat(string format)
    {
        try
        {
            var isLong = File.ReadLines(Path.Combine(work.DirectoryPath, "config"))
                .Any(line => line.Trim().StartsWith("objectformat", StringComparison.OrdinalIgnoreCase) && line.TrimEnd().EndsWith("sha256", StringComparison.OrdinalIgnoreCase));
            return isLong == (format == "sha256");
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            return false;
        }
    }
}
