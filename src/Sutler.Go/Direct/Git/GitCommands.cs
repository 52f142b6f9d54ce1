using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Git;

/// <summary>The commands that are run in a work directory.</summary>
/// <remarks>
/// GIT_DIR is always given, so that git asks neither where it is nor whether it may use a bare repository there. What comes from outside is
/// a hash, begins with <c>refs/</c>, stands behind <c>--</c> or comes on standard input. Spec: GIT-2, GIT-3.
/// </remarks>
internal sealed class GitCommands(VcsPrograms programs, string directory, string url)
{
    private readonly Dictionary<string, string> _variables = new() { ["GIT_DIR"] = directory };

    /// <summary>Makes an empty repository that knows where it comes from.</summary>
    /// <param name="format"><c>sha1</c> or <c>sha256</c>; null for what git thinks best.</param>
    /// <param name="cancellationToken">Ends the commands.</param>
    public async Task InitializeAsync(string? format, CancellationToken cancellationToken)
    {
        string[] formats = format is null ? [] : ["--object-format=" + format];
        await programs.ReadAsync(new VcsCommand(["git", "init", "--bare", .. formats], directory), cancellationToken);

        // By a name rather than by its URL each time: extensions of git look the name up.
        await ReadAsync(["remote", "add", "origin", "--", url], cancellationToken);
        if (OperatingSystem.IsWindows())
        {
            await ReadAsync(["config", "core.longpaths", "true"], cancellationToken);
        }
    }

    /// <summary>Asks the remote for its refs.</summary>
    public async Task<GitRefs> ListRemoteAsync(CancellationToken cancellationToken) =>
        GitRefs.Parse(await ReadRemoteAsync(["ls-remote", "-q", "origin"], cancellationToken));

    /// <summary>The tags that are here; none when they cannot be listed, as for the go command.</summary>
    public async Task<GitRefs> ListTagsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return GitRefs.Parse(await ReadAsync(["show-ref", "--tags", "-d"], cancellationToken));
        }
        catch (VcsProgramException failure) when (failure.ExitCode is not null)
        {
            return GitRefs.None;
        }
    }

    /// <summary>Fetches commits without their history. Protocol 2, since servers of the first forget tags on the way.</summary>
    public Task FetchShallowAsync(IEnumerable<string> refspecs, CancellationToken cancellationToken) =>
        ReadRemoteAsync(["-c", "protocol.version=2", "fetch", "-f", "--depth=1", "origin", .. refspecs], cancellationToken);

    /// <summary>Fetches all branches and tags with their history, except what is cut off already.</summary>
    public Task FetchAllAsync(CancellationToken cancellationToken) =>
        ReadRemoteAsync(["fetch", "-f", "origin", "refs/heads/*:refs/heads/*", "refs/tags/*:refs/tags/*"], cancellationToken);

    /// <summary>Completes history that was cut off.</summary>
    public async Task UnshallowAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(Path.Combine(directory, "shallow")))
        {
            await ReadRemoteAsync(["fetch", "--unshallow", "-f", "origin"], cancellationToken);
        }
    }

    /// <summary>Answers one line for each name as <c>git cat-file --batch</c> does.</summary>
    public Task ReadObjectsAsync(IEnumerable<string> names, Stream replies, CancellationToken cancellationToken)
    {
        var input = names.SelectMany(name => ProgramText.Encode(name).Append((byte)'\n')).ToArray();
        return programs.RunAsync(Command(["cat-file", "--batch"]) with { Input = input }, replies, cancellationToken);
    }

    /// <summary>The names of the tags on a commit and its ancestors, as far as these are here.</summary>
    public async Task<IReadOnlyList<string>> MergedTagsAsync(string commit, CancellationToken cancellationToken)
    {
        var listing = ProgramText.Decode(await ReadAsync(["for-each-ref", "--format", "%(refname)", "refs/tags", "--merged", commit], cancellationToken));
        return [.. listing.Split('\n').Select(line => line.Trim()).Where(line => line.StartsWith("refs/tags/", StringComparison.Ordinal)).Select(line => line["refs/tags/".Length..])];
    }

    /// <summary>Whether a tag is on a commit or one of its ancestors, as far as these are here.</summary>
    public async Task<bool> IsAncestorAsync(string tag, string commit, CancellationToken cancellationToken)
    {
        try
        {
            await ReadAsync(["merge-base", "--is-ancestor", "--", "refs/tags/" + tag, commit], cancellationToken);
            return true;
        }
        catch (VcsProgramException failure) when (failure.ExitCode == 1)
        {
            return false;
        }
    }

    /// <summary>Writes the tree of a commit, or a directory of it, as an archive below <c>prefix/</c>. Line ends stay as they are. Spec: GIT-3, GIT-9.</summary>
    public Task ArchiveAsync(string commit, string subdirectory, string format, Stream archive, CancellationToken cancellationToken)
    {
        string[] below = subdirectory.Length == 0 ? [] : ["--", subdirectory];
        return programs.RunAsync(
            Command(["--literal-pathspecs", "-c", "core.autocrlf=input", "-c", "core.eol=lf", "archive", "--format=" + format, "--prefix=prefix/", commit, .. below]), archive, cancellationToken);
    }

    // A fetch that broke off leaves nothing that the next would trip over.
    private Task<byte[]> ReadRemoteAsync(string[] arguments, CancellationToken cancellationToken) =>
        programs.OverNetworkAsync(url, token => ReadAsync(arguments, token), cancellationToken);

    private Task<byte[]> ReadAsync(string[] arguments, CancellationToken cancellationToken) => programs.ReadAsync(Command(arguments), cancellationToken);

    private VcsCommand Command(string[] arguments) => new(["git", .. arguments], directory) { Variables = _variables };
}
