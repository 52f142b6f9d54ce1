using System.Text;
using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for what a checksum database, or who pretends to be one, can send.</summary>
public static class TransparencyLogFuzzTargets
{
    private const string Path = "m.test/a";
    private const string Version = "v1.0.0";
    private const string Line = Path + " " + Version + " h1:zip=";

    /// <summary>Only text that the key signed comes out of a note, and it is the text in front of the last blank line.</summary>
    public static void SumDbNote(ReadOnlySpan<byte> data)
    {
        var message = data.ToArray();
        if (SignedNote.TryOpen(message, NoteSigner.Published.Verifier, out var note, out _))
        {
            var resigned = NoteSigner.Published.Sign(Encoding.UTF8.GetString(note.Text.Span));
            Check(message.AsSpan().StartsWith(note.Text.Span) && resigned.AsSpan().StartsWith(note.Text.Span), "a note gives other text than it holds");
            Check(SignedNote.IsWellFormed(message), "a note is opened but not well-formed");
        }
    }

    /// <summary>A head that was read prints as the beginning of what was read.</summary>
    public static void SumDbHead(ReadOnlySpan<byte> data)
    {
        if (TreeHead.TryParse(data, out var head, out _))
        {
            Check(TreeHead.TryParse(Encoding.UTF8.GetBytes(head.ToString()), out var again, out _) && again == head, "a head prints as another");
        }
    }

    /// <summary>A record that was read has valid text, and number, text and rest are all of the answer.</summary>
    public static void SumDbRecord(ReadOnlySpan<byte> data)
    {
        var answer = data.ToArray();
        if (LogRecord.TryParse(answer, out var record, out _))
        {
            Check(record.Number >= 0, "a record has a negative number");
            Check(LogRecord.IsValidText(record.Text.Span), "a record has text no log may hold");
            Check(answer.AsSpan().EndsWith((byte[])[.. record.Text.Span, (byte)'\n', .. record.Rest.Span]), "a record is not what was read");
        }
    }

    /// <summary>A tile path that was read prints as it was.</summary>
    public static void SumDbTilePath(ReadOnlySpan<byte> data)
    {
        var path = Encoding.UTF8.GetString(data);
        if (TileCoordinate.TryParse(path, out var tile, out _))
        {
            Check(tile.Path == path, "a tile path prints as another");
            Check(tile.Number >= 0 && tile.Width >= 1 && tile.Width <= tile.Full.Width, "a tile is out of bounds");
            _ = tile.InTree(1L << 60)?.Path;
        }
    }

    /// <summary>A verifier key that was read is tied to its name.</summary>
    public static void SumDbVerifierKey(ReadOnlySpan<byte> data)
    {
        if (VerifierKey.TryParse(Encoding.UTF8.GetString(data), out var key, out _))
        {
            Check(VerifierKey.IsValidName(key.Name), "a key has a name it must not have");
            Check(!key.Verifies(data, new byte[64]), "a key verifies nothing");
        }
    }

    /// <summary>Whatever comes as a tile, only the log's own bytes are believed and kept.</summary>
    public static void SumDbTile(ReadOnlySpan<byte> data)
    {
        var served = data.ToArray();
        var ops = new InMemoryLogOps(NewDatabase());
        var truth = ops.Database.Handle("/tile/8/0/000.p/3").Body;
        ops.Database.Change("/tile/", answer => answer with { Body = served });
        var lines = Lookup(ops);
        Check(lines is null != truth.AsSpan().SequenceEqual(served), "a false tile is believed, or the true one is not");
        Check(ops.Cache.Values.All(file => !file.AsSpan().SequenceEqual(served)) || lines is not null, "a false tile is kept");
    }

    /// <summary>Whatever comes as an answer to a lookup, only lines of the log come out.</summary>
    public static void SumDbAnswer(ReadOnlySpan<byte> data)
    {
        var served = data.ToArray();
        var ops = new InMemoryLogOps(NewDatabase());
        ops.Database.Change("/lookup/", answer => answer with { Body = served });
        var lines = Lookup(ops);
        Check(lines is null or [] or [Line], "a line is believed that is not in the log");
        Check(lines is not null || !ops.Cache.Keys.Any(file => file.Contains("/lookup/", StringComparison.Ordinal)), "a false answer is kept");
    }

    private static TestChecksumDatabase NewDatabase()
    {
        var database = new TestChecksumDatabase();
        database.Grow(1);
        database.Add(Path, Version, "h1:zip=", "h1:mod=");
        database.Grow(1);
        return database;
    }

    private static IReadOnlyList<string>? Lookup(InMemoryLogOps ops)
    {
        try
        {
            var lookup = new TransparencyLogClient(ops.Database.Key, ops).LookupAsync(Path, Version, CancellationToken.None);
#pragma warning disable VSTHRD002 // A fuzz target is synchronous, and nothing here waits for anything outside.
            return lookup.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
        }
        catch (SutlerException)
        {
            return null;
        }
    }

    private static void Check(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new InvalidOperationException(otherwise);
        }
    }
}
