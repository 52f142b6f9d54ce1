using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.TransparencyLog;

namespace Sutler.Go.Serving.Checksums;

/// <summary>One checksum database behind the relay: proven files from the store, others fetched and proven before anybody sees them. Spec: TLOG-6 to TLOG-9, SDSRV-2.</summary>
/// <remarks>
/// <code>
/// lookup   answer ▶ record named as asked ▶ head fits the timeline ▶ record is in the log of the newest head ▶ kept, answered
/// tile     wide enough in the newest head? no: ask for the head ▶ tiles from the head down to it ▶ kept, answered
/// latest   head ▶ fits the timeline ▶ kept, answered; the last one kept where the database does not answer
/// </code>
/// Every head that a kept answer ends with has been proven with tiles that are kept too, so a client with an empty cache can check
/// those answers while the database is away. Failures are <see cref="SutlerException"/>; thread-safe.
/// </remarks>
internal sealed class RelayedLog(VerifierKey key, RelayedLogStore store, RelayedLogSource source, TimeProvider time)
{
    private const string Latest = "latest";

    // Who asks for tiles beyond the newest head makes the database be asked for it, but not for each one.
    private static readonly TimeSpan HeadLife = TimeSpan.FromSeconds(1);

    private readonly Timeline _timeline = new(key, store);
    private readonly OnceMap<string, RelayedFile> _answers = new(remembers: false);
    private readonly OnceMap<string, bool> _heads = new(remembers: false);
    private static readonly RelayedFile NotStored = new RelayedFile.Absent(404, "not stored here, and nothing may be fetched for this request");
    private volatile bool _hasStarted;
    private long _headReadAt = long.MinValue;

    /// <summary>The answer to a request.</summary>
    /// <param name="endpoint">What is asked for.</param>
    /// <param name="storedOnly">Whether nothing may be fetched.</param>
    /// <param name="cancellationToken">Ends the wait of this caller, and the work if nobody else waits for it.</param>
    internal async Task<RelayedFile> FindAsync(RelayEndpoint endpoint, bool storedOnly, CancellationToken cancellationToken)
    {
        store.NoteUse();
        return endpoint switch
        {
            RelayEndpoint.Lookup lookup => await FindLookupAsync(lookup, storedOnly, cancellationToken),
            RelayEndpoint.Tile tile => await FindTileAsync(tile.Coordinate, storedOnly, cancellationToken),
            RelayEndpoint.Latest => await FindLatestAsync(storedOnly, cancellationToken),
            RelayEndpoint.None none => new RelayedFile.Absent(none.Status, none.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private async Task<RelayedFile> FindLookupAsync(RelayEndpoint.Lookup lookup, bool storedOnly, CancellationToken cancellationToken)
    {
        if (await store.FindLookupAsync(lookup.Name, cancellationToken) is { } stored)
        {
            return new RelayedFile.Found(stored, AnswerCause.Hit);
        }

        return storedOnly ? NotStored : await _answers.GetAsync(lookup.Name, token => FetchLookupAsync(lookup, token), cancellationToken);
    }

    private async Task<RelayedFile> FetchLookupAsync(RelayEndpoint.Lookup lookup, CancellationToken cancellationToken)
    {
        // Somebody else's fetch may have ended between the look into the store and now.
        if (await store.FindLookupAsync(lookup.Name, cancellationToken) is { } stored)
        {
            return new RelayedFile.Found(stored, AnswerCause.Hit);
        }

        await StartAsync(cancellationToken);
        byte[] answer;
        try
        {
            answer = await source.ReadTextAsync(lookup.Name, cancellationToken);
        }
        catch (SutlerException absent) when (absent.IsNotExist)
        {
            return new RelayedFile.Absent(absent is ReadingException { StatusCode: 410 } ? 410 : 404, absent is ReadingException { Words.Length: > 0 } told ? told.Words : absent.Message);
        }

        if (!LogRecord.TryParse(answer, out var record, out var error))
        {
            throw new VerificationException(error.Reason);
        }

        CheckName(record, lookup);
        CheckHead(record);
        await MergeAsync(record.Rest, cancellationToken);
        await ProveAsync(record, cancellationToken);
        await store.KeepLookupAsync(lookup.Name, answer, cancellationToken);
        return new RelayedFile.Found(answer, AnswerCause.Miss);
    }

    // Clients take a proven record without a line about their module for an answer (WHEN-6): any record of the log would do to deceive them.
    private static void CheckName(LogRecord record, RelayEndpoint.Lookup lookup)
    {
        var name = $"{lookup.Path.Text} {lookup.Version}";
        var isNamed = Encoding.UTF8.GetString(record.Text.Span).Split('\n')
            .Any(line => line.StartsWith(name + " ", StringComparison.Ordinal) || line.StartsWith(name + "/go.mod ", StringComparison.Ordinal));
        if (!isNamed)
        {
            throw new VerificationException($"the record that came for {lookup.Path.Text}@{lookup.Version} is about something else");
        }
    }

    // The newest head may prove a record that the head behind it does not reach, or that none is behind: a client that knows no other could
    // not use the answer, and it would be kept.
    private void CheckHead(LogRecord record)
    {
        if (!SignedNote.TryOpen(record.Rest, key, out var note, out var error) || !TreeHead.TryParse(note.Text.Span, out var head, out error))
        {
            throw new VerificationException($"reading tree note: {error}");
        }

        if (record.Number >= head.Size)
        {
            throw new VerificationException(string.Create(CultureInfo.InvariantCulture, $"cannot validate record {record.Number} in tree of size {head.Size}"));
        }
    }

    private async Task ProveAsync(LogRecord record, CancellationToken cancellationToken)
    {
        // No smaller than the record's own head, which is of the same log.
        var head = _timeline.Latest;
        var leaf = StoredHash.Index(0, record.Number);
        await WithTilesAsync(
            async trial =>
            {
                var tiles = trial();
                var hashes = await new TileHashReader(head, tiles).ReadHashesAsync([leaf], cancellationToken);
                if (hashes[0] != LogHash.OfRecord(record.Text.Span))
                {
                    throw new VerificationException("cannot authenticate record data in server response");
                }

                await tiles.AcceptAsync(cancellationToken);
            });
    }

    private async Task<RelayedFile> FindTileAsync(TileCoordinate tile, bool storedOnly, CancellationToken cancellationToken)
    {
        if (await store.FindTileAsync(tile, cancellationToken) is { } stored)
        {
            return new RelayedFile.Found(stored.Row, AnswerCause.Hit);
        }

        if (storedOnly)
        {
            return NotStored;
        }

        await StartAsync(cancellationToken);
        if (InLatest(tile) is null)
        {
            await RefreshHeadAsync(cancellationToken);
        }

        if (InLatest(tile) is not { } wide)
        {
            return new RelayedFile.Absent(404, string.Create(CultureInfo.InvariantCulture, $"{tile.Path}: the log of {key.Name} has {_timeline.Latest.Size} records, and no such tile"));
        }

        var found = await _answers.GetAsync(wide.Path, token => FetchTileAsync(wide, token), cancellationToken);
        return found is RelayedFile.Found whole ? whole with { Bytes = whole.Bytes[..tile.ByteCount] } : found;
    }

    /// <summary>The tile as it is in the log of the newest head; null when it is not so wide there.</summary>
    private TileCoordinate? InLatest(TileCoordinate tile) => tile.InTree(_timeline.Latest.Size) is { } there && there.Width >= tile.Width ? there : null;

    private async Task<RelayedFile> FetchTileAsync(TileCoordinate tile, CancellationToken cancellationToken)
    {
        var head = _timeline.Latest;
        // The log may have grown since the width was looked at.
        var wide = tile.InTree(head.Size)!.Value;
        var first = StoredHash.Index(wide.TreeLevel, wide.Number << wide.Height);
        byte[] row = [];
        await WithTilesAsync(
            async trial =>
            {
                var tiles = trial();
                await new TileHashReader(head, tiles).ReadHashesAsync([first], cancellationToken);
                await tiles.AcceptAsync(cancellationToken);
                row = tiles.Proven(wide).Row;
            });
        return new RelayedFile.Found(row, AnswerCause.Miss);
    }

    private async Task<RelayedFile> FindLatestAsync(bool storedOnly, CancellationToken cancellationToken)
    {
        if (storedOnly)
        {
            return await store.ReadLatestAsync(cancellationToken) is { Length: > 0 } kept ? new RelayedFile.Found(kept, AnswerCause.Hit) : NotStored;
        }

        try
        {
            await StartAsync(cancellationToken);
            await RefreshHeadAsync(cancellationToken);
            return (RelayedFile?)Kept(AnswerCause.Miss) ?? new RelayedFile.Absent(404, $"the log of {key.Name} is empty");
        }
        catch (SutlerException away) when (away is not (VerificationException or FatalException) && Kept(AnswerCause.Stale) is not null)
        {
            return Kept(AnswerCause.Stale)!;
        }
    }

    private RelayedFile.Found? Kept(AnswerCause cause) => _timeline.SignedLatest is { IsEmpty: false } signed ? new RelayedFile.Found(signed, cause) : null;

    private async Task RefreshHeadAsync(CancellationToken cancellationToken)
    {
        // Other nodes move the kept head too.
        await MergeKeptAsync(cancellationToken);
        var readAt = Interlocked.Read(ref _headReadAt);
        if (readAt == long.MinValue || time.GetElapsedTime(readAt) >= HeadLife)
        {
            await _heads.GetAsync(Latest, ReadHeadAsync, cancellationToken);
        }
    }

    private async Task<bool> ReadHeadAsync(CancellationToken cancellationToken)
    {
        await MergeAsync(await source.ReadTextAsync(Latest, cancellationToken), cancellationToken);
        Interlocked.Exchange(ref _headReadAt, time.GetTimestamp());
        return true;
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!_hasStarted)
        {
            await MergeKeptAsync(cancellationToken);
            _hasStarted = true;
        }
    }

    private async Task MergeKeptAsync(CancellationToken cancellationToken)
    {
        var kept = await store.ReadLatestAsync(cancellationToken);
        if (!_timeline.SignedLatest.Span.SequenceEqual(kept))
        {
            await MergeAsync(kept, cancellationToken);
        }
    }

    private Task MergeAsync(ReadOnlyMemory<byte> signedHead, CancellationToken cancellationToken) =>
        WithTilesAsync(tiles => _timeline.MergeAsync(signedHead, tiles, cancellationToken));

    // Tiles that do not fit may be the fault of the store: then all are fetched, once, and what is proven takes its place. It also takes the
    // tiles of the other history to prove a fork.
    private async Task WithTilesAsync(Func<Func<RelayedTiles>, Task> check)
    {
        List<RelayedTiles> used = [];
        try
        {
            await check(() => Next(asksStore: true));
        }
        catch (VerificationException) when (used.Exists(static tiles => tiles.UsedStore))
        {
            await check(() => Next(asksStore: false));
        }

        RelayedTiles Next(bool asksStore)
        {
            used.Add(new RelayedTiles(store, source, asksStore));
            return used[^1];
        }
    }
}
