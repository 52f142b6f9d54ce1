namespace Sutler.Transfer.Files;

/// <summary>A part of a file that one request is fetching: from <see cref="Position"/> on it is still to come.</summary>
internal sealed class RangeClaim(ByteRange range)
{
    /// <summary>What was asked for.</summary>
    public ByteRange Asked => range;

    /// <summary>Where it began.</summary>
    public long First => range.First;

    /// <summary>Up to here bytes were taken.</summary>
    public long Position { get; set; } = range.First;

    /// <summary>Up to here they are wanted; another request may take over the rest.</summary>
    public long End { get; set; } = range.End;

    /// <summary>Whether <see cref="End"/> stays where it is.</summary>
    public bool IsFinal { get; set; }
}

/// <summary>Which request fetches which part of a file, so that no byte is fetched twice and none is forgotten.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class RangeClaims(PartialFile file)
{
    private readonly Lock _lock = new();
    private readonly List<RangeClaim> _claims = [];

    /// <summary>The first part that nobody fetches, up to <paramref name="length"/> where the file does not know its own; null when there is none.</summary>
    public RangeClaim? TakeFirst(long length = long.MaxValue)
    {
        lock (_lock)
        {
            foreach (var gap in Free())
            {
                return Add(gap with { End = Math.Min(gap.End, length) });
            }
            return null;
        }
    }

    /// <summary>A part from the end of the file, of about <paramref name="size"/> bytes; null when there is too little left to share.</summary>
    public RangeClaim? TakeLast(int size)
    {
        lock (_lock)
        {
            foreach (var gap in Free().Reverse())
            {
                return Add(new ByteRange(Math.Max(gap.First, Aligned(gap.End - size)), gap.End));
            }
            var longest = _claims.MaxBy(claim => claim.End - claim.Position);
            if (longest is null || longest.End - longest.Position < 2L * size)
            {
                return null;
            }
            var taken = new ByteRange(Aligned(longest.End - size), longest.End);
            longest.End = taken.First;
            return Add(taken);
        }
    }

    /// <summary>How many of the bytes that came are wanted, from the claim's position, which moves on.</summary>
    public int Advance(RangeClaim claim, int count)
    {
        lock (_lock)
        {
            while (claim.End - claim.Position < count && TryExtend(claim))
            {
            }
            var wanted = (int)Math.Min(count, claim.End - claim.Position);
            claim.Position += wanted;

            // Bytes behind the end are lost: it cannot be moved back any more.
            claim.IsFinal |= wanted < count;
            return wanted;
        }
    }

    /// <summary>Whether all that is wanted of it has come.</summary>
    public bool IsDone(RangeClaim claim)
    {
        lock (_lock)
        {
            return claim.Position == claim.End && !TryExtend(claim);
        }
    }

    /// <summary>Ends a claim; what it did not bring is free again.</summary>
    public void Return(RangeClaim claim)
    {
        lock (_lock)
        {
            _claims.Remove(claim);
        }
    }

    // What lies behind a request's part, and is free or still has not begun to come, is its own again: it comes by anyway.
    private bool TryExtend(RangeClaim claim)
    {
        if (claim.IsFinal || claim.End == claim.Asked.End)
        {
            return false;
        }
        if (_claims.Find(other => other.First == claim.End && other.Position == other.First && other.End > other.First) is { } next)
        {
            claim.End = Math.Min(next.End, claim.Asked.End);
            next.End = next.First;
            return true;
        }
        var gap = Free().FirstOrDefault(gap => gap.First == claim.End);
        claim.End = Math.Max(claim.End, Math.Min(gap.End, claim.Asked.End));
        return gap.Count > 0;
    }

    private static long Aligned(long offset) => Math.Max(0, offset / FileTransferOptions.ChunkUnit * FileTransferOptions.ChunkUnit);

    private RangeClaim Add(ByteRange range)
    {
        var claim = new RangeClaim(range);
        _claims.Add(claim);
        return claim;
    }

    // What is on its way to the disk counts as taken.
    private IEnumerable<ByteRange> Free()
    {
        foreach (var gap in file.Gaps())
        {
            var from = gap.First;
            foreach (var claim in _claims.Where(claim => claim.End > gap.First && claim.First < gap.End).OrderBy(claim => claim.First))
            {
                if (claim.First > from)
                {
                    yield return new ByteRange(from, claim.First);
                }
                from = Math.Max(from, claim.End);
            }
            if (from < gap.End)
            {
                yield return new ByteRange(from, gap.End);
            }
        }
    }
}
