using Sutler.Go.Direct.Programs;

namespace Sutler.Go.Direct.Git;

/// <summary>How a commit came into the work directory.</summary>
internal enum GitFetchOutcome
{
    /// <summary>It was there.</summary>
    Local,

    /// <summary>By its ref, without history.</summary>
    Shallow,

    /// <summary>With all branches and tags and their history, if it is there at all.</summary>
    Complete,
}

/// <summary>What is to be fetched.</summary>
/// <param name="Ref">The ref that has it; null when only history can tell.</param>
/// <param name="Hash">Its commit; null when unknown.</param>
/// <param name="IsLookedFor">Whether it is known not to be here.</param>
/// <param name="WithHistory">Whether its history will be needed too.</param>
internal sealed record GitFetchAsk(string? Ref, string? Hash, bool IsLookedFor, bool WithHistory = false);

/// <summary>Brings commits into the work directory: what is wanted at the same time with one fetch, under the lock that the go command takes too.</summary>
/// <remarks>
/// Only what a branch, tag or HEAD has is ever fetched: servers offer commits of refused changes under other names, and by their hash.
/// Spec: GIT-7, VER-12.
/// </remarks>
internal sealed class GitFetcher
{
    // What an argument list may hold everywhere.
    private const int LongestList = 24_000;

    private readonly GitCommands _git;
    private readonly GitObjects _objects;
    private readonly WorkDirectory _work;
    private readonly GitLeftovers _leftovers;
    private readonly Rounds<GitFetchAsk, GitFetchOutcome> _rounds;
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _announced = [];
    private volatile bool _isEmpty;
    private volatile bool _isComplete;

    public GitFetcher(GitCommands git, GitObjects objects, WorkDirectory work, TimeProvider time)
    {
        _leftovers = new GitLeftovers(work.DirectoryPath, time);
        _git = git;
        _objects = objects;
        _work = work;
        _isEmpty = work.IsNew;
        _rounds = new Rounds<GitFetchAsk, GitFetchOutcome>(FetchAsync, SettleAsync);
    }

    /// <summary>Whether nothing can be here yet.</summary>
    public bool IsEmpty => _isEmpty;

    /// <summary>Whether all branches and tags are here with their history, as they were during this run.</summary>
    public bool IsComplete => _isComplete;

    /// <summary>Says that something may have to be fetched soon, until disposed of: a fetch waits for what is announced, to take it along.</summary>
    public IDisposable Announce()
    {
        var announcement = new Announcement(this);
        lock (_lock)
        {
            _announced.Add(announcement.Ended);
        }

        return announcement;
    }

    /// <summary>Fetches something, together with what others want at the same time.</summary>
    public Task<GitFetchOutcome> FetchAsync(GitFetchAsk ask, CancellationToken cancellationToken) => _rounds.AskAsync(ask, cancellationToken);

    /// <summary>Fetches all branches and tags with their history, unless this run has done so.</summary>
    public Task FetchAllAsync(CancellationToken cancellationToken) => _rounds.AskAsync(new GitFetchAsk(null, null, IsLookedFor: true), cancellationToken);

    private Task SettleAsync()
    {
        lock (_lock)
        {
            return Task.WhenAll(_announced.ToArray());
        }
    }

    private async Task FetchAsync(IReadOnlyList<RoundQuestion<GitFetchAsk, GitFetchOutcome>> questions, CancellationToken cancellationToken)
    {
        using var held = await _work.EnterAsync(cancellationToken);
        var wanted = await LookHereAsync(questions, cancellationToken);
        if (wanted.Count > 0 && !_isComplete && wanted.TrueForAll(question => !question.Ask.WithHistory && IsFetchable(question.Ask)))
        {
            wanted = await FetchShallowAsync(wanted, cancellationToken);
        }

        if (wanted.Count > 0)
        {
            await CompleteAsync(cancellationToken);
            wanted.ForEach(question => question.Answer(GitFetchOutcome.Complete));
        }
    }

    // Another process may have fetched it while we waited for the lock.
    private async Task<List<RoundQuestion<GitFetchAsk, GitFetchOutcome>>> LookHereAsync(
        IReadOnlyList<RoundQuestion<GitFetchAsk, GitFetchOutcome>> questions, CancellationToken cancellationToken)
    {
        var found = await Task.WhenAll(questions.Select(async question =>
            !IsEmpty && question.Ask is { IsLookedFor: false, Hash: { } hash } && await _objects.FindCommitAsync(hash, cancellationToken) is not null));
        List<RoundQuestion<GitFetchAsk, GitFetchOutcome>> wanted = [];
        for (var i = 0; i < found.Length; i++)
        {
            if (found[i])
            {
                questions[i].Answer(GitFetchOutcome.Local);
            }
            else
            {
                wanted.Add(questions[i]);
            }
        }

        return wanted;
    }

    // Gives back what is left to fetch: a server that refuses, for whatever reason, is asked for everything next. git's words for the reason
    // change from version to version.
    private async Task<List<RoundQuestion<GitFetchAsk, GitFetchOutcome>>> FetchShallowAsync(
        List<RoundQuestion<GitFetchAsk, GitFetchOutcome>> wanted, CancellationToken cancellationToken)
    {
        string[] refspecs = [.. wanted.Select(question => Refspec(question.Ask)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        var fetched = await TryFetchAsync(refspecs, cancellationToken) ? refspecs.ToHashSet() : await FetchSinglyAsync(refspecs, cancellationToken);
        var isHere = wanted.ToLookup(question => fetched.Contains(Refspec(question.Ask)));
        foreach (var question in isHere[true])
        {
            question.Answer(GitFetchOutcome.Shallow);
        }

        return [.. isHere[false]];
    }

    // One ref that is gone by now spoils the fetch for all. If not even the first comes alone, none will.
    private async Task<HashSet<string>> FetchSinglyAsync(string[] refspecs, CancellationToken cancellationToken)
    {
        HashSet<string> fetched = [];
        foreach (var refspec in refspecs.Length > 1 ? refspecs : [])
        {
            if (await TryFetchAsync([refspec], cancellationToken))
            {
                fetched.Add(refspec);
            }
            else if (fetched.Count == 0)
            {
                break;
            }
        }

        return fetched;
    }

    private async Task<bool> TryFetchAsync(string[] refspecs, CancellationToken cancellationToken)
    {
        try
        {
            foreach (var list in Lists(refspecs))
            {
                await _git.FetchShallowAsync(list, cancellationToken);
                _isEmpty = false;
            }

            return true;
        }
        catch (VcsProgramException)
        {
            return false;
        }
    }

    private async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (!_isComplete)
        {
            _isEmpty = false;

            try
            {
                await FetchAllHistoryAsync(cancellationToken);
            }
            catch (VcsProgramException failure) when (failure.Said.Contains(".lock': File exists", StringComparison.Ordinal) && _leftovers.Remove())
            {
                await FetchAllHistoryAsync(cancellationToken);
            }

            _isComplete = true;
        }
    }

    // First more refs, then more history: git up to 2.23 does not do both at once.
    private async Task FetchAllHistoryAsync(CancellationToken cancellationToken)
    {
        await _git.FetchAllAsync(cancellationToken);
        await _git.UnshallowAsync(cancellationToken);
    }

    // A ref whose name is none, or cannot be said, is found among all.
    private static bool IsFetchable(GitFetchAsk ask) => ask is { Ref: { } name, Hash: not null } && GitRefName.IsPlain(name) && ProgramText.IsExpressible(name);

    // HEAD by its hash: only then do the tags on it come along; the name it gets here means nothing.
    private static string Refspec(GitFetchAsk ask) => ask.Ref == "HEAD" ? ask.Hash + ":refs/dummy" : $"{ask.Ref}:{ask.Ref}";

    private static IEnumerable<List<string>> Lists(IEnumerable<string> refspecs)
    {
        List<string> list = [];
        foreach (var refspec in refspecs)
        {
            if (list.Count > 0 && list.Sum(other => other.Length + 1) + refspec.Length > LongestList)
            {
                yield return list;
                list = [];
            }

            list.Add(refspec);
        }

        yield return list;
    }

    private sealed class Announcement(GitFetcher fetcher) : IDisposable
    {
        private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Ended => _ended.Task;

        public void Dispose()
        {
            lock (fetcher._lock)
            {
                fetcher._announced.Remove(Ended);
            }

            _ended.TrySetResult();
        }
    }
}
