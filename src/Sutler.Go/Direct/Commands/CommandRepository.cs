using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Sources;

namespace Sutler.Go.Direct.Commands;

/// <summary>A repository of a system that a <see cref="CommandTable"/> describes.</summary>
/// <remarks>
/// <para>
/// There is one clone, or nothing but an empty directory, and every command runs under its lock. A run goes to the network once: to make
/// the clone or to bring it up to date, when something is asked for that it does not have or that may have moved.
/// </para>
/// <para>
/// Unlike the go command, which lists the tags of a clone as it was left by an earlier run, this one brings it up to date before: the
/// latest version is the latest. Ancestors are not looked at, so that there is no recent tag and nothing can be reused. Spec: OTHER-1.
/// </para>
/// </remarks>
public sealed class CommandRepository : ICodeRepository
{
    private readonly CommandTable _table;
    private readonly CommandPlace _place;
    private readonly WorkDirectory _work;

    // What follows is read and written under the lock of the work directory.
    private readonly Dictionary<string, CodeRevision> _revisions = new(StringComparer.Ordinal);
    private List<string>? _tags;
    private HashSet<string>? _branches;
    private bool _isFresh;
    private SutlerException? _fetchFailure;

    private CommandRepository(CommandTable table, CommandPlace place, WorkDirectory work, bool isFresh)
    {
        (_table, _place, _work, _isFresh) = (table, place, work, isFresh);
        Url = UrlSecrets.WithoutPassword(place.Url);
    }

    /// <inheritdoc/>
    public string Vcs => _table.Vcs;

    /// <inheritdoc/>
    public string Url { get; }

    /// <summary>Opens a repository, and clones it unless that was done before.</summary>
    public static async Task<ICodeRepository> OpenAsync(CommandTable table, DirectContext context, string url, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(context);
        Check(table.Vcs, url);
        var place = new CommandPlace(context.Programs, url, "", table.Variables(context.Variables)) { IsRemote = table.Fetch is null };
        var work = await WorkDirectory.OpenAsync(context, "vcs1." + table.Vcs, url, table.Marker, CloneAsync, cancellationToken);
        return new CommandRepository(table, place with { Work = work.DirectoryPath }, work, isFresh: table.Fetch is null || work.IsNew);

        Task CloneAsync(string directory, CancellationToken token) => table.Clone(url) is { } line
            ? CloneWholeAsync(line, place with { Work = Path.Combine(directory, "clone") }, directory, table.Marker!, token)
            : Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<CodeTags> TagsAsync(string prefix, CancellationToken cancellationToken)
    {
        using var held = await _work.LockAsync(cancellationToken);
        _tags ??= await ListTagsAsync(cancellationToken);
        CodeTag[] tags = [.. _tags.Where(tag => tag.StartsWith(prefix, StringComparison.Ordinal)).Select(tag => new CodeTag(tag, ""))];
        return new CodeTags(tags, new Origin { Vcs = Vcs, Url = Url });
    }

    /// <inheritdoc/>
    public async Task<CodeRevision> StatAsync(string revision, CancellationToken cancellationToken)
    {
        // What begins with a dash is an option to somebody, or counts from the end, which moves.
        if (revision.Length == 0 || revision[0] == '-' || revision.Any(char.IsControl) || !_table.IsPlain(revision))
        {
            throw Unknown(revision);
        }

        using var held = await _work.LockAsync(cancellationToken);
        return await FindAsync(revision, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<CodeRevision> LatestAsync(CancellationToken cancellationToken)
    {
        using var held = await _work.LockAsync(cancellationToken);
        return await FindAsync(_table.Latest, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<byte[]> ReadFileAsync(string revision, string path, long limit, CancellationToken cancellationToken)
    {
        var found = await StatAsync(revision, cancellationToken);
        using var held = await _work.LockAsync(cancellationToken);
        try
        {
            return await _place.ReadAsync(_table.Cat(_place.Url, found.Name, path), cancellationToken, limit: (int)Math.Min(limit, int.MaxValue / 2));
        }
        catch (VcsProgramException failure) when (_table.SaysNoFile(failure))
        {
            throw new SutlerException("file does not exist", failure) { IsNotExist = true };
        }
    }

    /// <inheritdoc/>
    public async Task<CodeArchive> ArchiveAsync(string revision, string directory, long limit, CancellationToken cancellationToken)
    {
        var found = await StatAsync(revision, cancellationToken);
        using var held = await _work.LockAsync(cancellationToken);
        return await _table.ArchiveAsync(_place, found.Name, directory, limit, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<string?> RecentTagAsync(string revision, string prefix, Func<string, CancellationToken, Task<bool>> allowed, CancellationToken cancellationToken) =>
        Task.FromResult<string?>(null);

    /// <summary>Always fails: <c>vcs hg: DescendsFrom: unsupported operation</c>. Spec: OTHER-1.</summary>
    public Task<bool> DescendsFromAsync(string revision, string tag, CancellationToken cancellationToken) =>
        Task.FromException<bool>(new SutlerException($"vcs {Vcs}: DescendsFrom: unsupported operation"));

    /// <inheritdoc/>
    public Task<bool> StillHoldsAsync(Origin origin, string directory, CancellationToken cancellationToken) => Task.FromResult(false);

    private static void Check(string vcs, string url)
    {
        var host = url.IndexOf("://", StringComparison.Ordinal) + "://".Length;
        var end = url.IndexOf('/', host) is >= 0 and var slash ? slash : url.Length;
        if (host <= "://".Length || end == host || url[0] == '-' || url[host..end].Split('@').Any(part => part.StartsWith('-')))
        {
            // Old clients hand a host on to ssh, to which it would be an option.
            throw new SutlerException($"invalid vcs remote: {vcs} {UrlSecrets.Mask(url)}");
        }
    }

    // Beside its place, and moved there once it is whole: whoever is killed half-way leaves nothing that looks like a clone.
    private static async Task CloneWholeAsync(IReadOnlyList<string> line, CommandPlace place, string directory, string marker, CancellationToken cancellationToken)
    {
        await place.Programs.OverNetworkAsync(
            place.Url,
            token =>
            {
                // Where an attempt has left something, the next would refuse to begin.
                TreeRemover.Remove(place.Work);
                DirectoryMaker.Make(place.Work);
                return place.ReadAsync(line, token);
            },
            cancellationToken);
        var (from, to) = (Path.Combine(place.Work, marker), Path.Combine(directory, marker));
        try
        {
            if (Directory.Exists(from))
            {
                Directory.Move(from, to);
            }
            else
            {
                File.Move(from, to);
            }
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            throw OsError.Create("rename", from, failure);
        }

        TreeRemover.Remove(place.Work);
    }

    private async Task<CodeRevision> FindAsync(string revision, CancellationToken cancellationToken)
    {
        if (_revisions.TryGetValue(revision, out var known))
        {
            return known;
        }

        _branches ??= [.. await ListAsync(_table.Branches, static line => line, cancellationToken)];
        var moves = revision == _table.Latest || _branches.Contains(revision);
        var found = moves ? null : await LookAsync(revision, cancellationToken);
        if (found is null && (await FetchAsync(cancellationToken) || moves))
        {
            found = await LookAsync(revision, cancellationToken);
        }

        found = found is null ? throw Unknown(revision) : moves ? found with { Version = found.Name } : found;
        _revisions.Add(revision, found);

        // Files and archives are asked for by the name.
        _revisions.TryAdd(found.Name, found with { Version = found.Name });
        return found;
    }

    private async Task<CodeRevision?> LookAsync(string revision, CancellationToken cancellationToken)
    {
        string said;
        try
        {
            said = await _place.ReadTextAsync(_table.Log(_place.Url, revision), cancellationToken);
        }
        catch (VcsProgramException failure) when (_table.SaysUnknown(failure))
        {
            return null;
        }

        return _table.ReadLog(revision, said) is { } found ? found with { Origin = found.Origin with { Vcs = Vcs, Url = Url } } : null;
    }

    private async Task<List<string>> ListTagsAsync(CancellationToken cancellationToken)
    {
        if (_table.Tags(_place.Url) is not { } line)
        {
            return [];
        }

        await FetchAsync(cancellationToken);
        try
        {
            return [.. (await ListAsync(line, _table.ReadTag, cancellationToken)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        }
        catch (VcsProgramException failure) when (_table.SaysNoTags(failure))
        {
            return [];
        }
    }

    private async Task<IEnumerable<string>> ListAsync(IReadOnlyList<string>? line, Func<string, string?> read, CancellationToken cancellationToken) =>
        line is null ? [] : (await _place.ReadTextAsync(line, cancellationToken)).Split('\n').Where(text => text.Length > 0).Select(read).OfType<string>();

    /// <summary>Whether anything may have come.</summary>
    private async Task<bool> FetchAsync(CancellationToken cancellationToken)
    {
        if (_fetchFailure is not null)
        {
            throw _fetchFailure;
        }

        if (_isFresh)
        {
            return false;
        }

        try
        {
            await _place.Programs.OverNetworkAsync(_place.Url, token => _place.ReadAsync(_table.Fetch!, token), cancellationToken);
            _isFresh = true;
            return true;
        }
        catch (SutlerException failure)
        {
            _fetchFailure = failure;
            throw;
        }
    }

    private static SutlerException Unknown(string revision) => new($"unknown revision {revision}") { IsNotExist = true };
}
