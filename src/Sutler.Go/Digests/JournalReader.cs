using Sutler.Go.Cache;

namespace Sutler.Go.Digests;

/// <summary>Reads journals line by line within one buffer, whatever they hold.</summary>
internal static class JournalReader
{
    /// <summary>A limit of ours on the bytes of one journal.</summary>
    public const long LargestJournal = 256L << 20;

    /// <summary>Reads one journal; what cannot be read is told to <paramref name="onDamage"/> by line and reason.</summary>
    public static void Read(Stream journal, Action<FileDigest> onRecord, Action<int, string> onDamage)
    {
        var buffer = new byte[2 * DigestLine.LongestLine];
        var (count, line, isTooLong) = (0, 1, false);
        while (true)
        {
            var read = journal.ReadAtLeast(buffer.AsSpan(count), 1, throwOnEndOfStream: false);
            count += read;
            var done = 0;
            for (int end; (end = buffer.AsSpan(done, count - done).IndexOf((byte)'\n')) >= 0; done += end + 1, line++)
            {
                if (isTooLong)
                {
                    onDamage(line, "line too long");
                }
                else
                {
                    ReadLine(buffer.AsSpan(done, end), line, onRecord, onDamage);
                }

                isTooLong = false;
            }

            buffer.AsSpan(done, count - done).CopyTo(buffer);
            count -= done;
            if (read == 0)
            {
                break;
            }

            if (count == buffer.Length)
            {
                (count, isTooLong) = (0, true);
            }
        }

        if (count > 0 || isTooLong)
        {
            onDamage(line, "it was cut short");
        }
    }

    /// <summary>The journals of a cache, oldest first: plain files of the right name, in which something is written.</summary>
    public static IReadOnlyList<(string Path, FileStatus Status)> Find(CacheLayout layout)
    {
        try
        {
            return [.. Directory.EnumerateFiles(layout.DigestsDirectory, "*" + DigestJournal.Suffix)
                .Order(StringComparer.Ordinal)
                .Select(path => (path, FileStatus.Of(path)))
                .Where(journal => journal.Item2.Kind == FileKind.Regular)];
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return [];
        }
    }

    private static void ReadLine(ReadOnlySpan<byte> line, int number, Action<FileDigest> onRecord, Action<int, string> onDamage)
    {
        if (DigestLine.TryParse(line, out var digest, out var error))
        {
            onRecord(digest);
        }
        else
        {
            onDamage(number, error.Reason);
        }
    }
}
