using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Digests;

/// <summary>Writes down what this process stores in the cache, so that damage can be told from other bytes later.</summary>
/// <remarks>
/// One file for each process, made at the first record: a run that stores nothing opens nothing. Each record is one write, made before
/// the file it speaks of appears, so that a killed process leaves at worst a record of a file that never came. The file stays locked
/// (flock) while the process lives, by which <see cref="DigestCompaction"/> knows not to touch it; nobody ever waits for that lock.
/// What cannot be written is not recorded: a download never fails for it, and after a failure nothing more is tried. Thread-safe.
/// <code>
/// cache/sutler/v1/digests/
///   20261124T032130123-1f0c77aa.log     time of the first record and a random number; lines of <see cref="DigestLine"/>
/// </code>
/// </remarks>
public sealed class DigestJournal : IDisposable
{
    /// <summary>How the names of journals end.</summary>
    public const string Suffix = ".log";

    private const int Attempts = 5;

    private readonly CacheLayout _layout;
    private readonly TimeProvider _time;
    private readonly Lock _gate = new();
    private FileLock? _file;
    private long _length;
    private bool _isClosed;

    /// <summary>A journal in the cache of <paramref name="layout"/>; touches nothing yet.</summary>
    public DigestJournal(CacheLayout layout, TimeProvider time)
    {
        _layout = layout;
        _time = time;
    }

    /// <summary>Records that <paramref name="file"/>, an absolute path below <c>cache/download</c>, is about to hold these bytes.</summary>
    public void Record(string file, ReadOnlySpan<byte> content) => Record(file, BlockDigests.Of(content));

    /// <summary>The same for a file whose blocks were hashed already.</summary>
    public void Record(string file, BlockDigests content)
    {
        if (_layout.DownloadName(file) is not { } name || !DigestLine.CanRecord(name, content))
        {
            return;
        }

        var line = DigestLine.Format(new FileDigest(name, _time.GetUtcNow(), content));
        lock (_gate)
        {
            if (!_isClosed)
            {
                Write(line);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            _file?.Dispose();
            _file = null;
        }
    }

    /// <summary>A new name for a journal in <paramref name="directory"/>; by name the older ones come first.</summary>
    internal static string NewPath(string directory, TimeProvider time) => Path.Combine(
        directory,
        string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow().UtcDateTime:yyyyMMddTHHmmssfff}-{Random.Shared.Next():x8}{Suffix}"));

    private void Write(byte[] line)
    {
        try
        {
            _file ??= Open();
            RandomAccess.Write(_file.Handle, line, _length);
            _length += line.Length;
        }
        catch (Exception error) when (error is SutlerException || OsError.Is(error))
        {
            _isClosed = true;
            TakeBackHalfALine();
        }
    }

    // Empty when it is locked, or it was somebody else's: a compaction leaves new empty files alone.
    private FileLock Open()
    {
        DirectoryMaker.Make(_layout.DigestsDirectory);
        for (var attempt = 0; attempt < Attempts; attempt++)
        {
            var file = FileLocks.TryExclusive(NewPath(_layout.DigestsDirectory, _time));
            if (file is not null && RandomAccess.GetLength(file.Handle) == 0)
            {
                return file;
            }

            file?.Dispose();
        }

        throw new SutlerException("no journal could be made");
    }

    private void TakeBackHalfALine()
    {
        try
        {
            if (_file is { } file)
            {
                RandomAccess.SetLength(file.Handle, _length);
            }
        }
        catch (Exception error) when (OsError.Is(error))
        {
            // Half a line is known for what it is.
        }
    }
}
