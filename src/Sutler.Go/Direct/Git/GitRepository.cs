using Sutler.Errors;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct.Git;

/// <summary>A git repository.</summary>
/// <remarks>
/// Its refs are asked for once a run. Revisions that are wanted at the same time are fetched with one command, without history as long as
/// nobody needs it, into the bare repository that the go command uses too; all versions are cut from there. Spec: GIT rules.
/// </remarks>
internal sealed class GitRepository : ICodeRepository
{
    private readonly GitRemote _remote;
    private readonly GitCommands _git;
    private readonly GitObjects _objects;
    private readonly GitFetcher _fetcher;
    private readonly GitResolver _resolver;
    private readonly GitArchiver _archiver;
    private readonly OnceMap<string, CodeRevision> _revisions = new();

    private GitRepository(DirectContext context, WorkDirectory work, GitCommands git, string url)
    {
        Url = UrlSecrets.WithoutPassword(url);
        _git = git;
        _objects = new GitObjects(git);
        _fetcher = new GitFetcher(git, _objects, work, context.Time);
        _remote = new GitRemote(context, git, work, url);
        _resolver = new GitResolver(_remote, _objects, _fetcher, Url);
        _archiver = new GitArchiver(git, work);
    }

    /// <inheritdoc/>
    public string Vcs => "git";

    /// <inheritdoc/>
    public string Url { get; }

    /// <summary>Opens the repository at a URL; its work directory is made if need be, the remote is not asked yet. Spec: GIT-1, DISC-14.</summary>
    public static async Task<ICodeRepository> OpenAsync(DirectContext context, string url, CancellationToken cancellationToken)
    {
        if (!url.Contains("://", StringComparison.Ordinal))
        {
            throw new SutlerException(UrlSecrets.Mask($"git remote ({url}) must not be local directory") + (url.Contains(':') ? " (use URL syntax not host:path syntax)" : ""));
        }

        var work = await WorkDirectory.OpenAsync(
            context, "git3", url, "objects", (directory, token) => new GitCommands(context.Programs, directory, url).InitializeAsync(null, token), cancellationToken);
        var git = new GitCommands(context.Programs, work.DirectoryPath, url);
        if (!IsRepository(work.DirectoryPath))
        {
            // A crash of the system leaves empty files.
            using var held = await work.LockAsync(cancellationToken);
            await (IsRepository(work.DirectoryPath) ? Task.CompletedTask : work.RemakeAsync((_, token) => git.InitializeAsync(null, token), cancellationToken));
        }

        return new GitRepository(context, work, git, url);
    }

    /// <inheritdoc/>
    public async Task<CodeTags> TagsAsync(string prefix, CancellationToken cancellationToken)
    {
        var tags = (await _remote.RefsAsync(cancellationToken)).Tags(prefix);
        return new CodeTags(tags, new Origin { Vcs = Vcs, Url = Url, TagPrefix = prefix, TagSum = GitRefs.TagSum(tags, prefix) });
    }

    /// <inheritdoc/>
    public Task<CodeRevision> StatAsync(string revision, CancellationToken cancellationToken) => StatAsync(revision, null, cancellationToken);

    /// <inheritdoc/>
    Task<CodeRevision> ICodeRepository.StatAsync(string revision, string tagPrefix, CancellationToken cancellationToken) =>
        StatAsync(revision, tagPrefix, cancellationToken);

    /// <inheritdoc/>
    public async Task<CodeRevision> LatestAsync(CancellationToken cancellationToken)
    {
        using var announced = _fetcher.Announce();
        var head = (await _remote.RefsAsync(cancellationToken)).Find("HEAD") ?? throw new SutlerException("no commits") { IsNotExist = true };
        var asking = StatAsync(head, cancellationToken);
        announced.Dispose();
        var revision = await asking;
        return revision with { Origin = revision.Origin with { Ref = "HEAD", Hash = head } };
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadFileAsync(string revision, string path, long limit, CancellationToken cancellationToken)
    {
        var commit = await StatAsync(revision, cancellationToken);
        return await _objects.FindFileAsync(commit.Name, path, limit, cancellationToken) ?? throw new SutlerException("file does not exist") { IsNotExist = true };
    }

    /// <inheritdoc/>
    public async Task<CodeArchive> ArchiveAsync(string revision, string directory, long limit, CancellationToken cancellationToken)
    {
        var commit = await StatAsync(revision, cancellationToken);
        return await _archiver.ArchiveAsync(commit.Name, directory, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<string?> RecentTagAsync(string revision, string prefix, Func<string, CancellationToken, Task<bool>> allowed, CancellationToken cancellationToken)
    {
        var commit = (await StatAsync(revision, cancellationToken)).Name;
        if (await HighestAsync(commit, prefix, allowed, cancellationToken) is { } near)
        {
            return near;
        }

        // History may be cut off before the first tag. Without any tag there is nothing to look for.
        if ((await _remote.RefsAsync(cancellationToken)).Tags(prefix + "v").Count == 0)
        {
            return null;
        }

        await _fetcher.FetchAllAsync(cancellationToken);
        return await HighestAsync(commit, prefix, allowed, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> DescendsFromAsync(string revision, string tag, CancellationToken cancellationToken)
    {
        // No only means no as long as history may be cut off, or the tag not be here yet; failure may mean the same.
        if (await IsAncestorYetAsync(revision, tag, cancellationToken))
        {
            return true;
        }

        if ((await _remote.RefsAsync(cancellationToken)).Tags(tag).Count == 0)
        {
            return false;
        }

        // Refuses what must not be fetched.
        var commit = await StatAsync(revision, cancellationToken);
        await _fetcher.FetchAllAsync(cancellationToken);
        return await _git.IsAncestorAsync(tag, commit.Name, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> StillHoldsAsync(Origin origin, string directory, CancellationToken cancellationToken)
    {
        if (origin.Vcs != Vcs || origin.Url != Url || origin.Subdir != directory || origin is { Hash: "", TagSum: "", RepoSum: "" })
        {
            return false;
        }

        // Who cannot be asked confirms nothing; asking anew then says why.
        return await _remote.TryRefsAsync(cancellationToken) is { } refs
            && (origin.Ref.Length == 0 || refs.Find(origin.Ref) == origin.Hash)
            && (origin.TagSum.Length == 0 || GitRefs.TagSum(refs.Tags(origin.TagPrefix), origin.TagPrefix) == origin.TagSum)
            && (origin.RepoSum.Length == 0 || refs.RepoSum == origin.RepoSum);
    }

    // What git itself goes by.
    private static bool IsRepository(string directory) =>
        new FileInfo(Path.Combine(directory, "HEAD")) is { Exists: true, Length: > 0 }
        && new FileInfo(Path.Combine(directory, "config")) is { Exists: true, Length: > 0 }
        && Directory.Exists(Path.Combine(directory, "refs"));

    private Task<CodeRevision> StatAsync(string revision, string? tagPrefix, CancellationToken cancellationToken) => revision == "latest"
        ? LatestAsync(cancellationToken)
        : _revisions.GetAsync(revision, token => _resolver.ResolveAsync(revision, tagPrefix, token), cancellationToken);

    private async Task<bool> IsAncestorYetAsync(string revision, string tag, CancellationToken cancellationToken)
    {
        if (_fetcher.IsEmpty || revision.StartsWith('-'))
        {
            return false;
        }

        try
        {
            return await _git.IsAncestorAsync(tag, revision, cancellationToken);
        }
        catch (VcsProgramException failure) when (failure.ExitCode is not null)
        {
            return false;
        }
    }

    // Of versions that differ in their build only the first by name counts. Spec: VER-10.
    private async Task<string?> HighestAsync(string commit, string prefix, Func<string, CancellationToken, Task<bool>> allowed, CancellationToken cancellationToken)
    {
        var here = await _git.MergedTagsAsync(commit, cancellationToken);

        // Tags that the remote has on this very commit need not have come along with it.
        var on = (await _remote.RefsAsync(cancellationToken)).TagsOn(commit);
        var candidates = GitRefs.Sorted(here.Concat(on).Distinct(StringComparer.Ordinal))
            .Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal) && SemanticVersion.IsValid(tag[prefix.Length..]))
            .OrderByDescending(tag => tag[prefix.Length..], Comparer<string>.Create(SemanticVersion.Compare));
        foreach (var tag in candidates)
        {
            if (await allowed(tag, cancellationToken))
            {
                return tag;
            }
        }

        return null;
    }
}
