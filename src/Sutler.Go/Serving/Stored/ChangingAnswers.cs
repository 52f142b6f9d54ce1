using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.Storage;
using Sutler.Storage.Index;
using Sutler.Storage.Values;

namespace Sutler.Go.Serving.Stored;

/// <summary>Lists, <c>@latest</c> and what revisions stand for: they change, so they are fresh for a while only. Architecture 6: freshness.</summary>
/// <remarks>
/// <code>
/// fresh                     given at once; in the last quarter of that time the source is asked behind the client's back
/// stale for a short while   given at once, and the source is asked behind the client's back
/// stale for longer          the source is asked; if it is in trouble, given all the same
/// </code>
/// Each is asked for once at a time. That the source has no such thing counts for a short while. After a refresh the next who asks waits for the
/// source: whoever has just published a version must not be given the list from before.
/// </remarks>
internal sealed class ChangingAnswers(
    IModuleSources sources, IValueStore values, (StoredServerOptions Options, TimeProvider Time, CancellationToken Lifetime) server)
{
    private const int AheadPart = 4;

    private readonly OnceMap<IndexKey, StoredValue> _flights = new(remembers: false);
    private readonly RefreshMarks _refreshed = new(server.Options.StaleWhileRevalidate, server.Time);

    /// <summary>The versions of a module.</summary>
    public ValueTask<ServedAnswer?> ListAsync(ModuleRequest.List request, bool storedOnly, CancellationToken cancellationToken) => AnswerAsync(
        StoreNames.List(request.Path),
        MediaTypes.Text,
        token => sources.TryEachAsync(
            request.Path,
            async (repository, each) => (ServedVersions.Of(request.Path, (await repository.VersionsAsync("", each)).Versions).Lines, repository.Source),
            token),
        storedOnly,
        cancellationToken);

    /// <summary>The newest version.</summary>
    public ValueTask<ServedAnswer?> LatestAsync(ModuleRequest.Latest request, bool storedOnly, CancellationToken cancellationToken) => AnswerAsync(
        StoreNames.Latest(request.Path),
        MediaTypes.Json,
        token => sources.TryEachAsync(request.Path, async (repository, each) => (InfoFile.Encode(await NewestAsync(repository, each)), repository.Source), token),
        storedOnly,
        cancellationToken);

    /// <summary>What a branch, a tag or the beginning of a commit stands for.</summary>
    public ValueTask<ServedAnswer?> QueryAsync(ModuleRequest.Info request, bool storedOnly, CancellationToken cancellationToken) => AnswerAsync(
        StoreNames.Query(request.Path, request.Revision),
        MediaTypes.Json,
        token => sources.TryEachAsync(
            request.Path,
            async (repository, each) => (InfoFile.Encode(await repository.StatAsync(request.Revision, each)), repository.Source),
            token),
        storedOnly,
        cancellationToken);

    /// <summary>Nothing is fresh any more whose name, escaped, begins so: the next who asks has the source asked. How many that concerns.</summary>
    public async ValueTask<int> ExpireAsync(string prefix, CancellationToken cancellationToken)
    {
        _refreshed.Add(prefix);
        var count = 0;
        foreach (var area in StoreNames.Changing)
        {
            count += await values.ExpireAsync(area, prefix, cancellationToken);
        }

        return count;
    }

    /// <summary>Forgets everything whose name, escaped, begins so; how many that were.</summary>
    public async ValueTask<int> RemoveAsync(string prefix, CancellationToken cancellationToken)
    {
        _refreshed.Add(prefix);
        var count = 0;
        foreach (var area in StoreNames.Changing)
        {
            count += await values.RemoveAsync(area, prefix, cancellationToken);
        }

        return count;
    }

    // A proxy says what is newest; of version control it is the newest version, or what is there when there is none. Spec: SRV-7.
    private static async Task<RevisionInfo> NewestAsync(IModuleRepository repository, CancellationToken cancellationToken)
    {
        if (repository is ProxyRepository)
        {
            try
            {
                return await repository.LatestAsync(cancellationToken);
            }
            catch (SutlerException absent) when (absent.IsNotExist)
            {
                // Not every proxy has that page.
            }
        }

        var versions = ServedVersions.Of(repository.Path, (await repository.VersionsAsync("", cancellationToken)).Versions);
        var countsIncompatible = versions.Arbiter is not { } arbiter || !ServedVersions.IsWritten(repository.Path, await repository.GoModAsync(arbiter, cancellationToken));
        return versions.ByRank(countsIncompatible).FirstOrDefault() is { } newest
            ? await repository.StatAsync(newest, cancellationToken)
            : await repository.LatestAsync(cancellationToken);
    }

    // Null: nothing is known here, and nothing may be fetched.
    private async ValueTask<ServedAnswer?> AnswerAsync(
        IndexKey? name, string mediaType, Func<CancellationToken, Task<(byte[] Bytes, string Source)>> fetchAsync, bool storedOnly, CancellationToken cancellationToken)
    {
        if (name is not { } key)
        {
            return new ServedAnswer.Absent(404, "no module has such a revision: the name is too long");
        }

        var stored = await values.FindAsync(key, cancellationToken);
        var now = server.Time.GetUtcNow();
        // That there was none once says nothing when nobody can be asked: perhaps there is by now what is stored.
        if (stored is not null && (stored.IsFresh(now) || (storedOnly && stored.Content is ValueContent.Present)))
        {
            values.NoteUse(key);
            if (!storedOnly && stored.Content is ValueContent.Present && now >= stored.FreshUntil - (server.Options.Fresh / AheadPart))
            {
                // What is asked for all the time is never stale.
                FetchBehind(key, stored, mediaType, fetchAsync);
            }

            return AnswerOf(stored, mediaType, stored.IsFresh(now) ? AnswerCause.Hit : AnswerCause.Stale);
        }

        if (storedOnly)
        {
            return null;
        }

        if (stored is { Content: ValueContent.Present } && now < stored.FreshUntil + server.Options.StaleWhileRevalidate && !_refreshed.IsOlder(key, stored.FetchedAt))
        {
            FetchBehind(key, stored, mediaType, fetchAsync);
            values.NoteUse(key);
            return AnswerOf(stored, mediaType, AnswerCause.Stale);
        }

        try
        {
            var fetched = await FetchOnceAsync(key, stored, mediaType, fetchAsync).WaitAsync(cancellationToken);
            if (_refreshed.IsOlder(key, fetched.FetchedAt))
            {
                // The source was asked before somebody said that it has news.
                fetched = await FetchOnceAsync(key, await values.FindAsync(key, cancellationToken), mediaType, fetchAsync).WaitAsync(cancellationToken);
            }

            return AnswerOf(fetched, mediaType, AnswerCause.Miss);
        }
        catch (SutlerException trouble) when (stored is { Content: ValueContent.Present } && SourceOutcome.AnswerOf(trouble) is ServedAnswer.Failed)
        {
            return AnswerOf(stored, mediaType, AnswerCause.Stale);
        }
    }

    private Task<StoredValue> FetchOnceAsync(IndexKey key, StoredValue? seen, string mediaType, Func<CancellationToken, Task<(byte[] Bytes, string Source)>> fetchAsync) => _flights.GetAsync(
        key,
        async token => await values.FindAsync(key, token) is { } stored && stored.Version != seen?.Version
            ? stored // Whoever began this looked before the flight ahead had ended.
            : await FetchAsync(key, mediaType, fetchAsync, token),
        server.Lifetime);

    // Nobody waits for it, so a failure is seen here.
    private void FetchBehind(IndexKey key, StoredValue seen, string mediaType, Func<CancellationToken, Task<(byte[] Bytes, string Source)>> fetchAsync) =>
        _ = FetchOnceAsync(key, seen, mediaType, fetchAsync)
            .ContinueWith(static ended => ended.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);

    private async Task<StoredValue> FetchAsync(IndexKey key, string mediaType, Func<CancellationToken, Task<(byte[] Bytes, string Source)>> fetchAsync, CancellationToken cancellationToken)
    {
        ValueContent content;
        var began = server.Time.GetUtcNow();
        var (life, source) = (server.Options.Fresh, "");
        try
        {
            (var bytes, source) = await fetchAsync(cancellationToken);
            content = new ValueContent.Present(bytes, mediaType);
        }
        catch (SutlerException failure) when (SourceOutcome.AnswerOf(failure) is ServedAnswer.Absent absent)
        {
            life = server.Options.Negative;
            content = new ValueContent.Absent(absent.Status, Cut(absent.Reason));
        }

        // What was asked before a refresh is not fresh, however late the answer came.
        var freshUntil = server.Time.GetUtcNow() + (_refreshed.IsOlder(key, began) ? TimeSpan.Zero : life);
        var write = new ValueWrite { Key = key, Content = content, FetchedAt = began, FreshUntil = freshUntil, Source = source };
        await KeepAsync(write, cancellationToken);
        return new StoredValue { Key = key, Content = content, FetchedAt = began, FreshUntil = freshUntil, Source = source, LastUsed = began, Version = 0 };
    }

    private async Task KeepAsync(ValueWrite write, CancellationToken cancellationToken)
    {
        try
        {
            await values.PutAsync(write, cancellationToken);
        }
        catch (Exception failure) when (failure is StorageException or ArgumentException)
        {
            // A list of more than four million bytes, or a full disk: given on all the same.
            server.Options.Tell($"{write.Key.Name}: fetched, but cannot be stored: {failure.Message}");
        }
    }

    private static string Cut(string text) => text.Length <= EntryFacts.MaxLength ? text : text[..EntryFacts.MaxLength];

    private static ServedAnswer AnswerOf(StoredValue value, string mediaType, AnswerCause cause) => value.Content switch
    {
        ValueContent.Present present => new ServedAnswer.Found(new MemoryContent(present.Bytes) { MediaType = mediaType }, AnswerLife.Short) { Cause = cause },
        ValueContent.Absent absent => new ServedAnswer.Absent(absent.Status, absent.Reason),
        _ => throw new System.Diagnostics.UnreachableException(),
    };
}
