using System.Security.Cryptography;
using Sutler.GoModules.TransparencyLog;
using Sutler.Storage;
using Sutler.Storage.Index;
using Sutler.Storage.Values;

namespace Sutler.Go.Serving.Checksums;

/// <summary>What of one log has been proven, kept in the store. Nothing else is ever written here. Spec: TLOG-6, SDSRV-2.</summary>
/// <remarks>
/// <code>
/// go-sumdb : NAME+HASH/latest                     the newest signed tree head: compare and swap
/// go-sumdb : NAME+HASH/lookup/rsc.io/quote@v1.5.2   an answer, byte for byte
/// go-sumdb : NAME+HASH/tile/8/0/x001/067          a tile, as wide as it has been proven
/// </code>
/// The hash of the key is part of the name: another key is another log. Of a tile only the widest form is kept: every narrower one, whichever
/// head it belongs to, is its beginning, and a log that grows leaves no heap of old right edges behind. A tile counts as full only
/// when all of it was proven. The SHA-256 stands beside each value: one that does not fit it counts as absent. A store that takes nothing costs
/// requests to the database, no answers.
/// </remarks>
internal sealed class RelayedLogStore(IValueStore values, VerifierKey key, TimeProvider time, Action<string> damaged) : ITreeHeadStore
{
    /// <summary>The area of all relayed databases.</summary>
    internal const string Area = "go-sumdb";

    private const int MostAttempts = 8;

    /// <summary>An answer that was proven once; null when there is none.</summary>
    internal async ValueTask<ReadOnlyMemory<byte>?> FindLookupAsync(string name, CancellationToken cancellationToken) =>
        await FindAsync(name, cancellationToken) is { Content: ValueContent.Present { Bytes: var bytes } } ? (ReadOnlyMemory<byte>?)bytes : null;

    /// <summary>Keeps a proven answer.</summary>
    internal ValueTask KeepLookupAsync(string name, byte[] answer, CancellationToken cancellationToken) =>
        KeepAsync(async () => await values.PutAsync(Write(name, answer, new ValueExpectation.Anything()), cancellationToken));

    /// <summary>A tile of exactly the width asked for, from one that was proven at least so wide; null when there is none.</summary>
    internal async ValueTask<LogTile?> FindTileAsync(TileCoordinate tile, CancellationToken cancellationToken) =>
        await FindAsync(tile.Full.Path, cancellationToken) is { Content: ValueContent.Present { Bytes: var row } } && row.Length >= tile.ByteCount
            ? new LogTile(tile, row[..tile.ByteCount].ToArray())
            : null;

    /// <summary>Keeps a proven tile, unless a wider one with the same beginning is there.</summary>
    internal ValueTask KeepTileAsync(LogTile tile, CancellationToken cancellationToken) => KeepAsync(async () =>
    {
        var key = Key(tile.Coordinate.Full.Path);
        var current = await values.FindAsync(key, cancellationToken);
        for (var attempt = 0; attempt < MostAttempts && !Holds(current, tile); attempt++)
        {
            ValueExpectation expected = current is null ? new ValueExpectation.Nothing() : new ValueExpectation.Exactly(current.Version);
            if (await values.PutAsync(Write(tile.Coordinate.Full.Path, tile.Row, expected), cancellationToken) is not ValueOutcome.Conflict conflict)
            {
                return;
            }

            current = conflict.Current;
        }
    });

    /// <inheritdoc/>
    /// <remarks>Fails when the store cannot be read: without the head nobody would notice a fork.</remarks>
    public async Task<byte[]> ReadLatestAsync(CancellationToken cancellationToken)
    {
        var kept = await values.FindAsync(Key("latest"), cancellationToken);
        if (kept is not null && !IsWhole(kept))
        {
            damaged("the tree head that was kept is damaged: the next one is believed without comparison");
        }

        return HeadOf(kept);
    }

    /// <inheritdoc/>
    public async Task<bool> ReplaceLatestAsync(byte[] old, byte[] replacement, CancellationToken cancellationToken)
    {
        var isReplaced = true;
        await KeepAsync(async () =>
        {
            var current = await values.FindAsync(Key("latest"), cancellationToken);
            ValueExpectation expected = current is null ? new ValueExpectation.Nothing() : new ValueExpectation.Exactly(current.Version);
            isReplaced = HeadOf(current).AsSpan().SequenceEqual(old)
                && await values.PutAsync(Write("latest", replacement, expected), cancellationToken) is ValueOutcome.Written;
        });
        return isReplaced;
    }

    /// <summary>Notes that the log is used, so that its head is not swept: it is what a fork would be noticed by.</summary>
    internal void NoteUse() => values.NoteUse(Key("latest"));

    // A value that cannot be read, or that is not what was written, can be fetched again.
    private async ValueTask<StoredValue?> FindAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            var found = await values.FindAsync(Key(name), cancellationToken);
            if (found is null || !IsWhole(found))
            {
                return null;
            }

            values.NoteUse(found.Key);
            return found;
        }
        catch (StorageException)
        {
            return null;
        }
    }

    private async ValueTask KeepAsync(Func<Task> write)
    {
        try
        {
            await write();
        }
        catch (StorageException failure)
        {
            damaged($"what was proven could not be kept: {failure.Message}");
        }
    }

    private IndexKey Key(string name) => IndexKey.Create(Area, $"{key}/{name}");

    private ValueWrite Write(string name, byte[] bytes, ValueExpectation expected) => new()
    {
        Key = Key(name),
        Content = new ValueContent.Present(bytes, ""),
        FetchedAt = time.GetUtcNow(),
        FreshUntil = null,
        Validator = DigestOf(bytes),
        Source = key.Name,
        Expected = expected,
    };

    private static bool Holds(StoredValue? value, LogTile tile) => value is not null && BytesOf(value).StartsWith(tile.Row) && IsWhole(value);

    private static byte[] HeadOf(StoredValue? value) => value is not null && IsWhole(value) ? BytesOf(value).ToArray() : [];

    private static bool IsWhole(StoredValue value) => value.Validator == DigestOf(BytesOf(value));

    private static ReadOnlySpan<byte> BytesOf(StoredValue value) => value.Content is ValueContent.Present present ? present.Bytes.Span : [];

    private static string DigestOf(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
