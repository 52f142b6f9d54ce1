using System.Globalization;
using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.TransparencyLog;

/// <summary>The newest tree head known, which every head the server signs must extend or be part of. Spec: TLOG-9, TLOG-10.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="key">Who signs the heads.</param>
/// <param name="heads">Where the newest is kept.</param>
public sealed class Timeline(VerifierKey key, ITreeHeadStore heads)
{
    private readonly Lock _lock = new();
    private Point _latest = new(TreeHead.Empty, []);

    private enum Moment
    {
        Past,
        Now,
        Future,
    }

    /// <summary>The newest head; that of the empty log at first.</summary>
    public TreeHead Latest => Current.Head;

    /// <summary>The same as it was signed; nothing at first.</summary>
    public ReadOnlyMemory<byte> SignedLatest => Current.Signed;

    private Point Current
    {
        get
        {
            lock (_lock)
            {
                return _latest;
            }
        }
    }

    /// <summary>Fits a signed head into the timeline and, when it is the newest, stores it for later runs.</summary>
    /// <param name="signedHead">The note; nothing is the head of the empty log.</param>
    /// <param name="tiles">Gives the tiles for one check; they are told when the head that proved them is accepted.</param>
    /// <param name="cancellationToken">Ends the check.</param>
    /// <exception cref="VerificationException">The note is not signed by the key, or no tiles fit it.</exception>
    /// <exception cref="FatalException">The server signed two logs that contradict each other; the text holds the proof (TLOG-10).</exception>
    public async Task MergeAsync(ReadOnlyMemory<byte> signedHead, Func<ITrialTiles> tiles, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(tiles);
        if (await MergeInMemoryAsync(signedHead, tiles, cancellationToken) != Moment.Future)
        {
            return;
        }

        // Other processes move the stored head too: merge theirs until ours can replace what we saw.
        bool isStored;
        do
        {
            var stored = await heads.ReadLatestAsync(cancellationToken);
            isStored = await MergeInMemoryAsync(stored, tiles, cancellationToken) != Moment.Past
                || await heads.ReplaceLatestAsync(stored, Current.Signed, cancellationToken);
        }
        while (!isStored);
    }

    // The tiles of a check take a while, so other heads may be merged meanwhile: then the check is made again.
    private async Task<Moment> MergeInMemoryAsync(ReadOnlyMemory<byte> signedHead, Func<ITrialTiles> tiles, CancellationToken cancellationToken)
    {
        if (signedHead.IsEmpty)
        {
            return Latest.Size == 0 ? Moment.Now : Moment.Past;
        }

        var current = Current;
        var point = signedHead.Span.SequenceEqual(current.Signed) ? current : Open(signedHead);
        while (true)
        {
            var latest = Current;
            var trial = tiles();
            if (point.Head.Size <= latest.Head.Size)
            {
                await CheckAsync(point, latest, trial, cancellationToken);
                await trial.AcceptAsync(cancellationToken);
                return point.Head.Size < latest.Head.Size ? Moment.Past : Moment.Now;
            }

            await CheckAsync(latest, point, trial, cancellationToken);
            if (TryAdvance(latest, point))
            {
                await trial.AcceptAsync(cancellationToken);
                return Moment.Future;
            }
        }
    }

    private bool TryAdvance(Point from, Point to)
    {
        lock (_lock)
        {
            if (_latest.Head != from.Head)
            {
                return false;
            }

            _latest = to;
            return true;
        }
    }

    private Point Open(ReadOnlyMemory<byte> signedHead)
    {
        if (!SignedNote.TryOpen(signedHead, key, out var note, out var error))
        {
            throw new VerificationException($"reading tree note: {error}\nnote:\n{Encoding.UTF8.GetString(signedHead.Span)}");
        }

        if (!TreeHead.TryParse(note.Text.Span, out var head, out error))
        {
            throw new VerificationException($"reading tree: {error}\ntree:\n{Encoding.UTF8.GetString(note.Text.Span)}");
        }

        return new Point(head, signedHead.ToArray());
    }

    private static async Task CheckAsync(Point older, Point newer, ITrialTiles tiles, CancellationToken cancellationToken)
    {
        var reader = new TileHashReader(newer.Head, tiles);
        LogHash hash;
        try
        {
            hash = await LogProofs.TreeHashAsync(older.Head.Size, reader, cancellationToken);
        }
        catch (SutlerException e) when (e is not FatalException)
        {
            var what = older.Head.Size == newer.Head.Size
                ? string.Create(CultureInfo.InvariantCulture, $"checking tree#{older.Head.Size}")
                : string.Create(CultureInfo.InvariantCulture, $"checking tree#{older.Head.Size} against tree#{newer.Head.Size}");
            throw LogErrors.Wrap(what, e);
        }

        if (hash != older.Head.Hash)
        {
            throw new FatalException(await DescribeForkAsync(older, newer, hash, reader, cancellationToken));
        }
    }

    // Both heads are signed, so with the proof anybody can see that the server told two stories, even when it is gone.
    private static async Task<string> DescribeForkAsync(Point older, Point newer, LogHash hash, TileHashReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder("SECURITY ERROR\ngo.sum database server misbehavior detected!\n\n")
            .Append("old database:\n\t").Append(Indent(older.Signed)).Append('\n')
            .Append("new database:\n\t").Append(Indent(newer.Signed)).Append('\n')
            .Append("proof of misbehavior:\n\t").Append(hash);
        if (older.Head.Size == 0)
        {
            return text.Append("\tinternal error: tlog: invalid inputs in ProveTree\n").ToString();
        }

        // The same tiles as before, so neither the server nor a failure comes into it.
        var proof = await LogProofs.ProveTreeAsync(newer.Head.Size, older.Head.Size, reader, cancellationToken);
        if (!LogProofs.CheckTree(proof, newer.Head, TreeHead.Create(older.Head.Size, hash)))
        {
            return text.Append("\tinternal error: generated inconsistent proof\n").ToString();
        }

        foreach (var step in proof)
        {
            text.Append("\n\t").Append(step);
        }

        return text.ToString();
    }

    private static string Indent(byte[] note) => Encoding.UTF8.GetString(note).Replace("\n", "\n\t", StringComparison.Ordinal);

    private sealed record Point(TreeHead Head, byte[] Signed);
}
