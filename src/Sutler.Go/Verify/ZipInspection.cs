using Sutler.Go.Cache;
using Sutler.Go.Zip;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Verify;

/// <summary>Every entry of a zip, unpacked once and thrown away: its digest, or why it cannot be unpacked.</summary>
/// <remarks>Keeps 32 bytes for each entry, whatever their size.</remarks>
internal sealed class ZipInspection
{
    private const int DigestLength = 32;
    private const long BatchBytes = 4 << 20;
    private const long EntryCost = 8 << 10;

    private readonly ModuleZip _zip;
    private readonly byte[] _digests;
    private readonly string?[] _failures;

    private ZipInspection(ModuleZip zip)
    {
        _zip = zip;
        _digests = new byte[zip.Directory.Entries.Count * DigestLength];
        _failures = new string?[zip.Directory.Entries.Count];
    }

    /// <summary>The h1 hash; null when an entry cannot be unpacked, or cannot be part of a hash.</summary>
    public H1Hash? Hash { get; private set; }

    /// <summary>The entries that cannot be unpacked, in the order of the zip.</summary>
    public IEnumerable<(ZipEntry Entry, string Reason)> Damaged => _failures.Index()
        .Where(failure => failure.Item is not null)
        .Select(failure => (_zip.Directory.Entries[failure.Index], failure.Item!));

    /// <summary>Unpacks a zip on some threads at once.</summary>
    public static ZipInspection Read(ModuleZip zip, int workers, CancellationToken cancellationToken)
    {
        var inspection = new ZipInspection(zip);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = workers, CancellationToken = cancellationToken };
        var batches = inspection.Batches();
        Parallel.For(0, batches.Count, parallel, static () => new ZipEntryReader(), (index, _, reader) =>
        {
            inspection.ReadBatch(batches[index], reader, cancellationToken);
            return reader;
        }, static reader => reader.Dispose());
        inspection.Hash = inspection.Summarize();
        return inspection;
    }

    /// <summary>The SHA-256 of an entry's content; empty when it cannot be unpacked.</summary>
    public ReadOnlySpan<byte> DigestOf(int index) => _failures[index] is null ? _digests.AsSpan(index * DigestLength, DigestLength) : default;

    private List<int[]> Batches()
    {
        var entries = _zip.Directory.Entries;
        var order = Enumerable.Range(0, entries.Count).OrderBy(index => entries[index].HeaderOffset).ToArray();
        var batches = new List<int[]>();
        var (start, cost) = (0, 0L);
        for (var i = 0; i < order.Length; i++)
        {
            cost += EntryCost + (long)Math.Min(entries[order[i]].Length, (ulong)BatchBytes);
            if (cost >= BatchBytes || i == order.Length - 1)
            {
                batches.Add(order[start..(i + 1)]);
                (start, cost) = (i + 1, 0);
            }
        }

        return batches;
    }

    private void ReadBatch(int[] batch, ZipEntryReader reader, CancellationToken cancellationToken)
    {
        var window = reader.OpenWindow(_zip);
        foreach (var index in batch)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                reader.Read(_zip, window, _zip.Directory.Entries[index], path: null, _digests.AsSpan(index * DigestLength, DigestLength), cancellationToken);
            }
            catch (ZipFormatException damage)
            {
                _failures[index] = damage.Message;
            }
            catch (Exception error) when (OsError.Is(error))
            {
                _failures[index] = OsError.Create("read", _zip.Path, error).Message;
            }
        }
    }

    private H1Hash? Summarize()
    {
        var entries = _zip.Directory.Entries;
        if (_failures.Any(failure => failure is not null) || entries.Any(entry => H1Summary.CheckName(entry.NameBytes) is not null))
        {
            return null;
        }

        var order = new H1Order(entries.Count, index => entries[index].NameBytes);
        using var summary = new H1Summary();
        for (var rank = 0; rank < order.Count; rank++)
        {
            summary.Append(entries[order[rank]].NameBytes, DigestOf(order.LastOfSameName(rank)));
        }

        return summary.Finish();
    }
}
