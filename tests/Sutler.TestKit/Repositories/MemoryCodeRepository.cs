using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit.Repositories;

/// <summary>A repository that exists in memory only, as git shows one, with a record of what was asked of it.</summary>
public sealed class MemoryCodeRepository : ICodeRepository
{
    private readonly List<MemoryCommit> _commits = [];
    private readonly SortedDictionary<string, MemoryCommit> _tags = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MemoryCommit> _branches = [];
    private readonly List<string> _requests = [];

    /// <inheritdoc/>
    public string Vcs { get; init; } = "git";

    /// <inheritdoc/>
    public string Url { get; init; } = "https://example.com/repo";

    /// <summary>What every question fails with; null when the repository can be asked.</summary>
    public SutlerException? Failure { get; set; }

    /// <summary>Whether the system can search ancestors and sum up tags, as only git does.</summary>
    public bool KnowsHistory { get; init; } = true;

    /// <summary>Sizes that archives declare and that are not the true ones.</summary>
    public Dictionary<string, long> DeclaredSizes { get; } = [];

    /// <summary>The requests so far, such as <c>stat v1.0.0</c>, <c>tags v</c>, <c>file 00000001 go.mod</c>, <c>archive 00000001 sub</c>.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_requests)
            {
                return [.. _requests];
            }
        }
    }

    /// <summary>Adds a commit and puts <c>HEAD</c> on it. Its hash begins with its number, eight hexadecimal digits.</summary>
    /// <param name="files">The whole tree; a name that begins with <c>@</c> is a link.</param>
    /// <param name="parents">What it follows; nothing stands for the commit before.</param>
    /// <param name="time">When, like <c>20180219231006</c>; nothing stands for a day after the commit before.</param>
    public MemoryCommit Commit((string Path, string Content)[] files, MemoryCommit[]? parents = null, string time = "")
    {
        var number = _commits.Count + 1;
        var moment = time.Length == 0
            ? new DateTimeOffset(2020, 1, 1, 12, 0, 0, TimeSpan.Zero).AddDays(number)
            : DateTimeOffset.ParseExact(time, "yyyyMMddHHmmss", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        var commit = new MemoryCommit($"{number:x8}{new string('a', 32)}", moment, parents ?? [.. _commits.TakeLast(1)], files);
        _commits.Add(commit);
        _branches["HEAD"] = commit;
        return commit;
    }

    /// <summary>Puts tags on a commit.</summary>
    public MemoryCommit Tag(MemoryCommit commit, params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            _tags[name] = commit;
        }

        return commit;
    }

    /// <summary>Puts a branch on a commit.</summary>
    public void Branch(string name, MemoryCommit commit) => _branches[name] = commit;

    /// <inheritdoc/>
    public Task<CodeTags> TagsAsync(string prefix, CancellationToken cancellationToken)
    {
        Enter($"tags {prefix}");
        var tags = _tags.Where(tag => tag.Key.StartsWith(prefix, StringComparison.Ordinal)).Select(tag => new CodeTag(tag.Key, tag.Value.Hash)).ToList();
        return Task.FromResult(new CodeTags(tags, KnowsHistory ? new Origin { Vcs = Vcs, Url = Url, TagPrefix = prefix, TagSum = $"t1:{tags.Count}" } : null));
    }

    /// <inheritdoc/>
    public Task<CodeRevision> StatAsync(string revision, CancellationToken cancellationToken)
    {
        Enter($"stat {revision}");
        return Task.FromResult(Describe(revision, Resolve(revision)));
    }

    /// <inheritdoc/>
    public Task<CodeRevision> LatestAsync(CancellationToken cancellationToken)
    {
        Enter("latest");
        return _branches.TryGetValue("HEAD", out var head)
            ? Task.FromResult(Describe("HEAD", head))
            : Task.FromException<CodeRevision>(new SutlerException("no commits") { IsNotExist = true });
    }

    /// <inheritdoc/>
    public Task<byte[]> ReadFileAsync(string revision, string path, long limit, CancellationToken cancellationToken)
    {
        Enter($"file {revision[..8]} {path}");
        var found = Resolve(revision).Files.FirstOrDefault(file => file.Path == path || file.Path == "@" + path);
        return found.Content is null
            ? Task.FromException<byte[]>(new SutlerException("file does not exist") { IsNotExist = true })
            : found.Content.Length > limit ? Task.FromException<byte[]>(new SutlerException($"{path} is too large"))
            : Task.FromResult(Encoding.UTF8.GetBytes(found.Content));
    }

    /// <inheritdoc/>
    public Task<CodeArchive> ArchiveAsync(string revision, string directory, long limit, CancellationToken cancellationToken)
    {
        Enter($"archive {revision[..8]} {directory}".Trim());
        var files = Resolve(revision).Files.Where(file => directory.Length == 0 || file.Path.TrimStart('@').StartsWith(directory + "/", StringComparison.Ordinal)).ToList();
        return files.Count == 0 && directory.Length > 0
            ? Task.FromException<CodeArchive>(new SutlerException("file does not exist") { IsNotExist = true })
            : Task.FromResult<CodeArchive>(new MemoryArchive(files, DeclaredSizes));
    }

    /// <inheritdoc/>
    public async Task<string?> RecentTagAsync(
        string revision, string prefix, Func<string, CancellationToken, Task<bool>> allowed, CancellationToken cancellationToken)
    {
        Enter($"recent {revision[..8]} {prefix}".Trim());
        var history = Resolve(revision).History.ToHashSet();
        var tags = _tags.Where(tag => tag.Key.StartsWith(prefix, StringComparison.Ordinal) && history.Contains(tag.Value)).Select(tag => tag.Key).ToList();
        tags.Sort((left, right) => SemanticVersion.Compare(right[prefix.Length..], left[prefix.Length..]));
        foreach (var tag in KnowsHistory ? tags : [])
        {
            if (await allowed(tag, cancellationToken))
            {
                return tag;
            }
        }

        return null;
    }

    /// <inheritdoc/>
    public Task<bool> DescendsFromAsync(string revision, string tag, CancellationToken cancellationToken)
    {
        Enter($"descends {revision[..8]} {tag}");
        return KnowsHistory
            ? Task.FromResult(_tags.TryGetValue(tag, out var commit) && Resolve(revision).History.Contains(commit))
            : Task.FromException<bool>(new SutlerException("ancestors cannot be searched: unsupported operation"));
    }

    /// <inheritdoc/>
    public Task<bool> StillHoldsAsync(Origin origin, string directory, CancellationToken cancellationToken)
    {
        Enter($"holds {origin.Hash} {directory}".Trim());
        return Task.FromResult(origin.Url == Url && origin.Subdir == directory && _commits.Exists(commit => commit.Hash == origin.Hash));
    }

    // Tags before branches, and both before hashes. Spec: GIT-6.
    private MemoryCommit Resolve(string revision) =>
        _tags.TryGetValue(revision, out var tag) ? tag
        : _branches.TryGetValue(revision, out var branch) ? branch
        : revision.Length >= 7 && _commits.Find(commit => commit.Hash.StartsWith(revision, StringComparison.Ordinal)) is { } commit ? commit
        : throw new FailureWithOriginException(
            new SutlerException($"unknown revision {revision}") { IsNotExist = true }, new Origin { Vcs = Vcs, Url = Url, RepoSum = "r1:all" });

    private CodeRevision Describe(string revision, MemoryCommit commit)
    {
        var reference = _tags.ContainsKey(revision) ? $"refs/tags/{revision}" : revision == "HEAD" ? revision : _branches.ContainsKey(revision) ? $"refs/heads/{revision}" : "";
        return new CodeRevision
        {
            Origin = new Origin { Vcs = Vcs, Url = Url, Hash = commit.Hash, Ref = reference },
            Name = commit.Hash,
            ShortName = commit.ShortName,
            Version = _tags.ContainsKey(revision) ? revision : commit.Hash,
            Time = commit.Time,
            Tags = [.. _tags.Where(tag => tag.Value == commit).Select(tag => tag.Key)],
        };
    }

    private void Enter(string request)
    {
        lock (_requests)
        {
            _requests.Add(request);
        }

        if (Failure is not null)
        {
            throw Failure;
        }
    }
}
