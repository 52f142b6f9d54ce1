using System.Runtime.InteropServices;

namespace Sutler.Transfer.Files;

/// <summary>A run of bytes: from <paramref name="First"/> up to and without <paramref name="End"/>.</summary>
/// <param name="First">Offset of the first byte, at least 0.</param>
/// <param name="End">Offset behind the last byte, more than <paramref name="First"/>.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct ByteRange(long First, long End)
{
    /// <summary>How many bytes it has.</summary>
    public long Count => End - First;
}

/// <summary>Which bytes of a file are there: ranges that neither touch nor overlap, in their order. Pure; not thread-safe.</summary>
public sealed class ByteRanges
{
    private readonly List<ByteRange> _ranges = [];

    /// <summary>The ranges, in order.</summary>
    public IReadOnlyList<ByteRange> All => _ranges;

    /// <summary>How many bytes there are.</summary>
    public long Total { get; private set; }

    /// <summary>How many bytes there are without a gap from the beginning.</summary>
    public long Prefix => _ranges.Count > 0 && _ranges[0].First == 0 ? _ranges[0].End : 0;

    /// <summary>Where the last range ends.</summary>
    public long End => _ranges.Count > 0 ? _ranges[^1].End : 0;

    /// <summary>Adds bytes, some of which may be there already.</summary>
    public void Add(ByteRange added)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(added.First);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(added.End, added.First);
        var at = 0;
        while (at < _ranges.Count && _ranges[at].End < added.First)
        {
            at++;
        }
        var behind = at;
        for (; behind < _ranges.Count && _ranges[behind].First <= added.End; behind++)
        {
            added = new ByteRange(Math.Min(added.First, _ranges[behind].First), Math.Max(added.End, _ranges[behind].End));
            Total -= _ranges[behind].Count;
        }
        _ranges.RemoveRange(at, behind - at);
        _ranges.Insert(at, added);
        Total += added.Count;
    }

    /// <summary>Forgets them all.</summary>
    public void Clear()
    {
        _ranges.Clear();
        Total = 0;
    }

    /// <summary>The bytes below <paramref name="length"/> that are not there, in order.</summary>
    public IEnumerable<ByteRange> Gaps(long length)
    {
        var from = 0L;
        foreach (var range in _ranges)
        {
            if (range.First > from)
            {
                yield return new ByteRange(from, Math.Min(range.First, length));
            }
            from = range.End;
        }
        if (from < length)
        {
            yield return new ByteRange(from, length);
        }
    }
}
