using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Storage.Content;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Serves what is stored, and fetches what is not: a proxy with a memory. Architecture 6.</summary>
/// <remarks>
/// <code>
/// request ▶ in memory? in the store? ──yes──▶ answered, whatever else is going on
///                └─no──▶ one flight for all who ask ▶ source ▶ verified ▶ stored
///                                                        └─ zips: given on while they come
/// </code>
/// Nothing is kept, or ends in a client's hands as whole, before it is verified. docs/concepts/serving.md; thread-safe.
/// </remarks>
public sealed class StoredModuleServer : IModuleServer, IAsyncDisposable
{
    private readonly CancellationTokenSource _life = new();
    private readonly StoredServerOptions _options;
    private readonly ContentStore _store;
    private readonly (FetchPlaces Small, FetchPlaces Zips, FetchPlaces VersionControl) _places;
    private readonly ModuleFileFetcher _files;
    private readonly ZipFetcher _zips;
    private readonly ChangingAnswers _changing;
    private readonly SmallAnswers _small;
    private readonly AbsentAnswers _absent;
    private int _isEnded;

    /// <summary>Creates the server; nothing is asked or read before the first request.</summary>
    /// <param name="sources">Where modules come from.</param>
    /// <param name="witness">Says whether hashes are right.</param>
    /// <param name="store">What is kept.</param>
    /// <param name="options">How long answers live, and how much is done at a time.</param>
    /// <param name="time">The clock.</param>
    public StoredModuleServer(IModuleSources sources, HashWitness witness, ContentStore store, StoredServerOptions options, TimeProvider time)
    {
        (_options, _store) = (options, store);
        _places = (
            new FetchPlaces(options.Fetches, options.Waiting, "from other proxies"),
            new FetchPlaces(options.Zips, options.Waiting, "from other proxies"),
            new FetchPlaces(options.VersionControl, options.Waiting, "from version control"));
        var small = new QueuedSources(sources, _places.Small, _places.VersionControl);
        var zips = new QueuedSources(sources, _places.Zips, _places.VersionControl);
        _files = new ModuleFileFetcher(small, witness, store, (options, _life.Token));
        _zips = new ZipFetcher(zips, witness, store, options, _life.Token);
        _changing = new ChangingAnswers(small, options.Route is null ? store.Index.Values : new UnkeptValues(), (options, time, _life.Token));
        _small = new SmallAnswers(options.Route is null ? options.Memory : 0);
        _absent = new AbsentAnswers(options.Route is null ? options.Negative : TimeSpan.Zero, time);
        Operations = new StoredOperations(store, _small, _absent, _changing);
    }

    /// <summary>What is being fetched at the moment.</summary>
    public FetchLoads Loads => new(_places.Small.Load, _places.Zips.Load, _places.VersionControl.Load);

    /// <summary>What operators may do to what is kept.</summary>
    public IModuleOperations Operations { get; }

    /// <inheritdoc/>
    public ValueTask<ServedAnswer> AnswerAsync(ModuleRequest request, RequestTerms terms, CancellationToken cancellationToken) =>
        _small.TryGet(request, out var kept) ? ValueTask.FromResult<ServedAnswer>(kept) : FindAsync(request, terms.StoredOnly || _options.Offline, cancellationToken);

    /// <summary>Ends what is on its way, and waits for that.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isEnded, 1) == 0)
        {
            await _life.CancelAsync();
            await _zips.EndAsync();
            _life.Dispose();
        }
    }

    private async ValueTask<ServedAnswer> FindAsync(ModuleRequest request, bool storedOnly, CancellationToken cancellationToken)
    {
        try
        {
            return request switch
            {
                ModuleRequest.List list => await _changing.ListAsync(list, storedOnly, cancellationToken) ?? await ListStoredAsync(list, cancellationToken),
                ModuleRequest.Latest latest => await _changing.LatestAsync(latest, storedOnly, cancellationToken) ?? await LatestStoredAsync(latest, cancellationToken),
                ModuleRequest.Info info when !SemanticVersion.IsCanonical(info.Revision) => await _changing.QueryAsync(info, storedOnly, cancellationToken) ?? NotHere(),
                ModuleRequest.Info info => await SmallAsync(info, (info.Revision, ".info", MediaTypes.Json), storedOnly, (key, token) => _files.InfoAsync(info, key, token), cancellationToken),
                ModuleRequest.GoMod mod => await SmallAsync(mod, (mod.Version, ".mod", MediaTypes.Text), storedOnly, (key, token) => _files.GoModAsync(mod, key, token), cancellationToken),
                ModuleRequest.Zip zip => await ZipAsync(zip, storedOnly, cancellationToken),
                _ => throw new UnreachableException(),
            };
        }
        catch (SutlerException failure)
        {
            var answer = SourceOutcome.AnswerOf(failure);
            if (answer is ServedAnswer.Absent absent)
            {
                _absent.Note(request, absent);
            }

            return answer;
        }
    }

    private async ValueTask<ServedAnswer> SmallAsync(
        ModuleRequest request, (string Version, string Suffix, string MediaType) file, bool storedOnly, Func<IndexKey, CancellationToken, Task<byte[]>> fetchAsync, CancellationToken cancellationToken)
    {
        if (StoreNames.File(request.Path, file.Version, file.Suffix) is not { } key)
        {
            return new ServedAnswer.Absent(404, "no module has such a version: the name is too long");
        }

        var epoch = _small.Epoch;
        if (await StoredBytes.ReadAsync(_store, key, cancellationToken) is { } stored)
        {
            return Keep((request, epoch), stored, file.MediaType, AnswerCause.Hit);
        }

        return storedOnly ? NotHere() : _absent.Find(request) is { } absent ? absent : Keep((request, epoch), await fetchAsync(key, cancellationToken), file.MediaType, AnswerCause.Miss);
    }

    private ServedAnswer.Found Keep((ModuleRequest Request, long Epoch) asked, byte[] bytes, string mediaType, AnswerCause cause)
    {
        var answer = new ServedAnswer.Found(new MemoryContent(bytes) { MediaType = mediaType }, AnswerLife.Immutable);
        _small.Keep(asked.Request, answer, asked.Epoch);
        return answer with { Cause = cause };
    }

    private async ValueTask<ServedAnswer> ZipAsync(ModuleRequest.Zip request, bool storedOnly, CancellationToken cancellationToken)
    {
        if (StoreNames.File(request.Path, request.Version, ".zip") is not { } key)
        {
            return new ServedAnswer.Absent(404, "no module has such a version: the name is too long");
        }

        while (true)
        {
            if (await _store.OpenAsync(key, cancellationToken) is { } stored)
            {
                return new ServedAnswer.Found(new StoredFile(stored) { MediaType = MediaTypes.Zip }, AnswerLife.Immutable);
            }

            if (storedOnly)
            {
                return NotHere();
            }

            if (_absent.Find(request) is { } absent)
            {
                return absent;
            }

            // A flight that has just ended has left what it brought in the store.
            if (_zips.Join(request.Path, request.Version, key) is { } flight && await ArriveAsync(flight, cancellationToken) is { } arriving)
            {
                return arriving;
            }
        }
    }

    private static async ValueTask<ServedAnswer?> ArriveAsync(ZipFlight flight, CancellationToken cancellationToken)
    {
        try
        {
            await flight.Begun.WaitAsync(cancellationToken);
            if (flight.IsStored)
            {
                flight.Leave();
                return null;
            }

            return new ServedAnswer.Found(new ArrivingZip(flight) { MediaType = MediaTypes.Zip }, AnswerLife.Immutable) { Cause = AnswerCause.Miss };
        }
        catch
        {
            flight.Leave();
            throw;
        }
    }

    // Without a source, what is stored is all there is.
    private async ValueTask<ServedAnswer> ListStoredAsync(ModuleRequest.List request, CancellationToken cancellationToken)
    {
        var versions = await StoredVersions.FindAsync(_store.Index.Entries, request.Path, cancellationToken);
        return versions is { Tagged: [], Pseudo: [] } ? NotHere()
            : new ServedAnswer.Found(new MemoryContent(versions.Lines) { MediaType = MediaTypes.Text }, AnswerLife.Short);
    }

    private async ValueTask<ServedAnswer> LatestStoredAsync(ModuleRequest.Latest request, CancellationToken cancellationToken)
    {
        var versions = await StoredVersions.FindAsync(_store.Index.Entries, request.Path, cancellationToken);
        var goMod = versions.Arbiter is { } arbiter ? await ReadAsync(request.Path, arbiter, ".mod", cancellationToken) : null;
        var newest = versions.ByRank(countsIncompatible: goMod is null || !ServedVersions.IsWritten(request.Path, goMod)).FirstOrDefault();
        return newest is not null && await ReadAsync(request.Path, newest, ".info", cancellationToken) is { } info
            ? new ServedAnswer.Found(new MemoryContent(info) { MediaType = MediaTypes.Json }, AnswerLife.Short)
            : NotHere();
    }

    private async ValueTask<byte[]?> ReadAsync(ModulePath path, string version, string suffix, CancellationToken cancellationToken) =>
        StoreNames.File(path, version, suffix) is { } key ? await StoredBytes.ReadAsync(_store, key, cancellationToken) : null;

    private ServedAnswer.Absent NotHere() =>
        new(404, _options.Offline ? "not stored here, and this server asks no source (offline)" : "not stored here, and nothing may be fetched for this request");
}
