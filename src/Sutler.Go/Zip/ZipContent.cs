using System.Runtime.InteropServices;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Zip;

/// <summary>One pass over the content of a zip, cut into batches that threads take independently.</summary>
/// <remarks>
/// Of several damaged entries the first in the order of the h1 hash is reported, whichever thread meets which first,
/// because that is the one the go command would meet.
/// </remarks>
internal sealed class ZipContent
{
    private const int DigestLength = 32;

    // Large enough that taking a batch costs nothing, small enough that threads finish together.
    private const long BatchCost = 1 << 20;

    // What an entry costs besides its bytes: opening, closing and setting up the inflater.
    private const long EntryCost = 8 << 10;

    private readonly ModuleZip _zip;
    private readonly List<Range> _batches = [];
    private readonly Lock _gate = new();
    private H1Order _order = null!;
    private int[] _work = [];
    private byte[] _digests = [];
    private string? _target;
    private IReadOnlyList<string?> _files = [];
    private volatile Exception? _failure;
    private volatile int _failedRank = int.MaxValue;
    private volatile bool _isStopped;

    public ZipContent(ModuleZip zip) => _zip = zip;

    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Range(int Start, int Count, long Cost);

    /// <summary>Number of batches, once started.</summary>
    public int Batches => _batches.Count;

    /// <summary>Also writes the content: the entries with a path in <paramref name="files"/> go below <paramref name="target"/>.</summary>
    public void WriteTo(string target, IReadOnlyList<string?> files)
    {
        _target = target;
        _files = files;
    }

    /// <summary>Orders the entries and cuts the batches.</summary>
    public void Start()
    {
        var entries = _zip.Directory.Entries;
        _order = new H1Order(entries.Count, i => entries[i].NameBytes);
        _digests = new byte[DigestLength * entries.Count];
        _work = DistinctEntries();

        // Neighbours in the file share reads.
        Array.Sort(_work, (left, right) => entries[left].HeaderOffset.CompareTo(entries[right].HeaderOffset));
        CutBatches(entries);
    }

    /// <summary>Reads the entries of one batch; a failure is kept for <see cref="Finish"/>.</summary>
    public void Run(int batch, ZipEntryReader reader, CancellationToken cancellationToken)
    {
        var range = _batches[batch];
        var window = reader.OpenWindow(_zip);
        foreach (var index in _work.AsSpan(range.Start, range.Count))
        {
            if (_isStopped || cancellationToken.IsCancellationRequested)
            {
                return;
            }

            if (_failure is null || RankOf(index) < _failedRank)
            {
                RunOne(index, window, reader, cancellationToken);
            }
        }
    }

    /// <summary>The hash, when all batches have run.</summary>
    public H1Hash Finish(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_failure is not null)
        {
            throw _failure;
        }

        using var summary = new H1Summary();
        for (var rank = 0; rank < _order.Count; rank++)
        {
            summary.Append(_zip.Directory.Entries[_order[rank]].NameBytes, Digest(_order.LastOfSameName(rank)));
        }

        return summary.Finish();
    }

    /// <summary>Makes the batches still to run do nothing, and <see cref="Finish"/> fail.</summary>
    public void Stop(Exception failure)
    {
        lock (_gate)
        {
            _failure ??= failure;
            _isStopped = true;
        }
    }

    private void RunOne(int index, ByteWindow window, ZipEntryReader reader, CancellationToken cancellationToken)
    {
        var entry = _zip.Directory.Entries[index];
        try
        {
            if (H1Summary.CheckName(entry.NameBytes) is { } error)
            {
                FailAt(index, error);
                return;
            }

            reader.Read(_zip, window, entry, PathOf(index), Digest(index), cancellationToken);
        }
        catch (ZipFormatException e)
        {
            FailAt(index, e);
        }
        catch (SutlerException e)
        {
            Stop(new SutlerException($"unzip {_zip.Path}: {e.Message}", e));
        }
        catch (Exception e) when (OsError.Is(e))
        {
            Stop(OsError.Create("read", _zip.Path, e));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Finish says so.
        }
    }

    // Once an entry is damaged nothing more is worth writing; what is before it is still checked.
    private string? PathOf(int index) =>
        _target is not null && _failure is null && _files[index] is { } file ? _target + "/" + file : null;

    private void FailAt(int index, Exception failure)
    {
        var rank = RankOf(index);
        lock (_gate)
        {
            if (!_isStopped && rank < _failedRank)
            {
                _failure = failure;
                _failedRank = rank;
            }
        }
    }

    private int RankOf(int index)
    {
        for (var rank = 0; rank < _order.Count; rank++)
        {
            if (_order.LastOfSameName(rank) == index)
            {
                return rank;
            }
        }

        throw new ArgumentOutOfRangeException(nameof(index));
    }

    private Span<byte> Digest(int index) => _digests.AsSpan(index * DigestLength, DigestLength);

    private int[] DistinctEntries()
    {
        var work = new List<int>(_order.Count);
        for (var rank = 0; rank < _order.Count; rank++)
        {
            if (_order.LastOfSameName(rank) == _order[rank])
            {
                work.Add(_order[rank]);
            }
        }

        return [.. work];
    }

    private void CutBatches(IReadOnlyList<ZipEntry> entries)
    {
        var start = 0;
        var cost = 0L;
        for (var i = 0; i < _work.Length; i++)
        {
            cost += EntryCost + (long)Math.Min(entries[_work[i]].Length, (ulong)ModuleZipLimits.Zip);
            if (cost >= BatchCost || i == _work.Length - 1)
            {
                _batches.Add(new Range(start, i + 1 - start, cost));
                start = i + 1;
                cost = 0;
            }
        }

        // A huge entry begun last would keep one thread busy while the others have nothing left.
        _batches.Sort((left, right) => right.Cost.CompareTo(left.Cost));
    }
}
