using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Digests;

/// <summary>Makes one journal of many, without the records of files that are gone and without what cannot be read.</summary>
/// <remarks>
/// A journal that its process still holds locked stays as it is, and so does a new empty one, which somebody may be about to lock. The
/// new journal is renamed into place before the old ones go: killed at any moment, this loses no record. Two at a time do the same
/// work twice. Records that are lost cost no download, only evidence.
/// </remarks>
public static class DigestCompaction
{
    // Making a journal and locking it are two steps.
    private static readonly TimeSpan Settled = TimeSpan.FromHours(1);

    /// <summary>Compacts the journals of a cache, if that changes anything; failures of the file system are told by exception.</summary>
    /// <returns>How many journals became one; 0 when all was left as it is.</returns>
    /// <exception cref="SutlerException">The new journal cannot be written; the old ones are still there.</exception>
    public static async Task<int> RunAsync(CacheLayout layout, TimeProvider time, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(layout);
        ArgumentNullException.ThrowIfNull(time);
        var (kept, lines) = (new Dictionary<string, FileDigest[]>(StringComparer.Ordinal), 0);
        List<string> journals = [];
        foreach (var (path, status) in JournalReader.Find(layout))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (status.Length <= JournalReader.LargestJournal && IsAbandoned(path, status, time) && TryRead(path, Add, () => lines++))
            {
                journals.Add(path);
            }
        }

        List<FileDigest> records = [.. kept.Values.SelectMany(all => all).Where(digest => File.Exists(layout.DownloadFile(digest.Path)))
            .OrderBy(digest => digest.Recorded).ThenBy(digest => digest.Path, StringComparer.Ordinal)];
        if (journals.Count == 0 || (journals.Count == 1 && records.Count == lines))
        {
            return 0;
        }

        if (records.Count > 0)
        {
            await WriteAsync(layout.DigestsDirectory, records, time, cancellationToken);
        }

        journals.ForEach(AtomicFile.DeleteQuietly);
        return journals.Count;

        void Add(FileDigest digest)
        {
            lines++;
            kept[digest.Path] = kept.TryGetValue(digest.Path, out var all) ? Newest.Merge(all, digest) : [digest];
        }
    }

    private static bool IsAbandoned(string journal, FileStatus status, TimeProvider time)
    {
        if (status.Length == 0 && time.GetUtcNow() - status.Modified < Settled)
        {
            return false;
        }

        try
        {
            // No process ever goes on with a journal that another one made, so the lock need not be kept.
            using var held = FileLocks.TryExclusive(journal);
            return held is not null;
        }
        catch (SutlerException)
        {
            return false;
        }
    }

    private static bool TryRead(string journal, Action<FileDigest> onRecord, Action onDamage)
    {
        try
        {
            using var file = new FileStream(journal, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            JournalReader.Read(file, onRecord, (_, _) => onDamage());
            return true;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return false;
        }
    }

    private static async Task WriteAsync(string directory, List<FileDigest> records, TimeProvider time, CancellationToken cancellationToken)
    {
        var path = DigestJournal.NewPath(directory, time);
        var handle = AtomicFile.CreateTemporary(path, out var temporary);
        try
        {
            await using (var file = new FileStream(handle, FileAccess.Write, 128 * 1024))
            {
                foreach (var record in records)
                {
                    await file.WriteAsync(DigestLine.Format(record), cancellationToken);
                }
            }

            await FileRename.RunAsync(temporary, path, time, cancellationToken);
        }
        catch (Exception error)
        {
            AtomicFile.DeleteQuietly(temporary);
            throw OsError.Is(error) ? OsError.Create("write", temporary, error) : error;
        }
    }
}
