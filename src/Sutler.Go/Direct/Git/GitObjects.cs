using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Git;

/// <summary>An object to read.</summary>
/// <param name="Name">As git names it: <c>HASH:path</c>, or a revision with <c>^{commit}</c>.</param>
/// <param name="Type"><c>blob</c> or <c>commit</c>; an object of another type is none.</param>
/// <param name="Limit">The most bytes it may have.</param>
internal sealed record GitObjectAsk(string Name, string Type, long Limit);

/// <summary>An object.</summary>
internal sealed record GitObject(string Hash, byte[] Content);

/// <summary>A commit: its hash and the committer's time.</summary>
internal sealed record GitCommit(string Hash, DateTimeOffset Time);

/// <summary>Reads objects that are in the work directory; what is asked for at the same time comes from one process.</summary>
internal sealed class GitObjects
{
    // What a commit says before its message is short; messages may be long.
    private const int LongestCommit = 16 << 20;

    private readonly GitCommands _git;
    private readonly Rounds<GitObjectAsk, GitObject?> _rounds;
    private readonly ConcurrentDictionary<string, GitCommit> _commits = new(StringComparer.Ordinal);

    public GitObjects(GitCommands git)
    {
        _git = git;
        _rounds = new Rounds<GitObjectAsk, GitObject?>(ReadAsync);
    }

    /// <summary>A file of a commit; null when there is none, or something that is no file. Spec: GIT-3.</summary>
    public async Task<byte[]?> FindFileAsync(string commit, string path, long limit, CancellationToken cancellationToken) =>
        (await _rounds.AskAsync(new GitObjectAsk($"{commit}:{path}", "blob", Math.Min(limit, int.MaxValue / 2)), cancellationToken))?.Content;

    /// <summary>The commit that a ref or (the beginning of) a hash stands for; null when it is not here.</summary>
    public async Task<GitCommit?> FindCommitAsync(string revision, CancellationToken cancellationToken)
    {
        if (_commits.TryGetValue(revision, out var known))
        {
            return known;
        }

        var found = await _rounds.AskAsync(new GitObjectAsk(revision + "^{commit}", "commit", LongestCommit), cancellationToken);
        return found is null ? null : _commits.GetOrAdd(found.Hash, static (hash, content) => new GitCommit(hash, CommitTime(hash, content)), found.Content);
    }

    private async Task ReadAsync(IReadOnlyList<RoundQuestion<GitObjectAsk, GitObject?>> questions, CancellationToken cancellationToken)
    {
        // One question is one line.
        foreach (var question in questions.Where(question => question.Ask.Name.Contains('\n')))
        {
            question.Answer(null);
        }

        RoundQuestion<GitObjectAsk, GitObject?>[] asked = [.. questions.Where(question => !question.Ask.Name.Contains('\n'))];
        if (asked.Length > 0)
        {
            await using var replies = new GitObjectReplies(asked);
            await _git.ReadObjectsAsync(asked.Select(question => question.Ask.Name), replies, cancellationToken);
        }
    }

    // committer NAME <MAIL> SECONDS ZONE. Spec: GIT-8.
    private static DateTimeOffset CommitTime(string hash, byte[] content)
    {
        foreach (var range in content.AsSpan().Split((byte)'\n'))
        {
            var line = content.AsSpan(range);
            if (line.IsEmpty)
            {
                break;
            }

            if (line.StartsWith("committer "u8))
            {
                var date = Encoding.ASCII.GetString(line[(line.LastIndexOf((byte)'>') + 1)..]).TrimStart();
                var digits = date.AsSpan().IndexOfAnyExceptInRange('0', '9') is >= 0 and var end ? date[..end] : date;
                return Time(hash, digits);
            }
        }

        return Time(hash, "");
    }

    private static DateTimeOffset Time(string hash, string digits) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : throw new SutlerException($"invalid time from git log: commit {hash}");
}
