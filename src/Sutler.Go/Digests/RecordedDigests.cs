using Sutler.Go.Cache;

namespace Sutler.Go.Digests;

/// <summary>All that the journals of a cache say, by file. Immutable once read.</summary>
/// <remarks>
/// The newest record of a file is by time. An older one still counts where only "did we ever store this?" is asked: two processes that
/// store a file at the same time may write their records in one order and their files in the other.
/// </remarks>
public sealed class RecordedDigests
{
    private const int MostRecords = 4_000_000;
    private const int MostDamage = 1000;

    private readonly CacheLayout _layout;
    private readonly Dictionary<string, FileDigest[]> _records = new(StringComparer.Ordinal);
    private readonly List<JournalDamage> _damage = [];
    private int _count;

    private RecordedDigests(CacheLayout layout) => _layout = layout;

    /// <summary>What could not be read, in the order of journals and lines; of much damage the beginning.</summary>
    public IReadOnlyList<JournalDamage> Damage => _damage;

    /// <summary>The recorded files, in no order.</summary>
    public IReadOnlyCollection<string> Paths => _records.Keys;

    /// <summary>Reads all journals; one that cannot be read is <see cref="Damage"/>, a cache without any is empty.</summary>
    public static RecordedDigests Read(CacheLayout layout, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(layout);
        var digests = new RecordedDigests(layout);
        foreach (var (path, status) in JournalReader.Find(layout))
        {
            cancellationToken.ThrowIfCancellationRequested();
            digests.ReadJournal(path, status);
        }

        return digests;
    }

    /// <summary>The newest record of a file, named relative to <c>cache/download</c> with '/'; null when there is none.</summary>
    public FileDigest? Find(string path) => _records.TryGetValue(path, out var all) ? all[0] : null;

    /// <summary>The newest record of a file given by its absolute path.</summary>
    public FileDigest? FindFile(string file) => _layout.DownloadName(file) is { } name ? Find(name) : null;

    /// <summary>All different contents that were recorded for a file, newest first.</summary>
    public IReadOnlyList<FileDigest> FindAll(string path) => _records.TryGetValue(path, out var all) ? all : [];

    private void ReadJournal(string path, FileStatus status)
    {
        if (status.Length > JournalReader.LargestJournal)
        {
            AddDamage(path, 0, "it is too large");
            return;
        }

        if (status.Length == 0)
        {
            return;
        }

        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            JournalReader.Read(file, Add, (line, reason) => AddDamage(path, line, reason));
        }
        catch (Exception error) when (OsError.Is(error) && !OsError.IsNotExist(error))
        {
            AddDamage(path, 0, OsError.Create("read", path, error).Message);
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // Compacted since it was listed: its records are in a newer journal, which was written before.
        }
    }

    private void Add(FileDigest digest)
    {
        if (!_records.TryGetValue(digest.Path, out var all))
        {
            if (++_count <= MostRecords)
            {
                _records.Add(digest.Path, [digest]);
            }

            return;
        }

        _records[digest.Path] = Newest.Merge(all, digest);
    }

    private void AddDamage(string journal, int line, string reason)
    {
        if (_damage.Count < MostDamage)
        {
            _damage.Add(new JournalDamage(journal, line, reason));
        }
    }
}
