using Microsoft.Win32.SafeHandles;
using Sutler.Errors;

namespace Sutler.Transfer.Files;

/// <summary>
/// A file on its way, and beside it, in <c>path.state</c>, what is known of it; together they outlive the process that was
/// writing them, however it ended.
/// </summary>
/// <remarks>
/// Bytes are written before they are written down. Nothing is forced to disk: a machine that loses power may leave a file that is
/// not what its state says, which whoever uses the bytes finds out by their hash. The state is written only when there is
/// something to lose. The caller holds a lock against other processes. Thread-safe.
/// </remarks>
public sealed partial class PartialFile : IDisposable
{
    /// <summary>Fewer bytes than this are not kept when the transfer is given up.</summary>
    public const long WorthKeeping = 64 << 10;

    // A kill costs at most so many bytes; a state costs two system calls.
    private const long Step = 1 << 20;

    private readonly Lock _lock = new();
    private readonly IPartialFileObserver _observer;
    private readonly FileSystemFailure _failure;
    private readonly Action<long>? _admit;
    private readonly TimeProvider _time;
    private readonly SafeFileHandle _file;
    private bool _inOnePiece;
    private readonly ByteRanges _held = new();
    private FileIdentity? _identity;
    private bool _isScattered;
    private bool _isComplete;
    private bool _isOver;

    private PartialFile(string path, SafeFileHandle file, IPartialFileObserver observer, FileSystemFailure failure, bool inOnePiece, Action<long>? admit, TimeProvider? time)
    {
        Path = path;
        _inOnePiece = inOnePiece;
        _admit = admit;
        _time = time ?? TimeProvider.System;
        _file = file;
        _observer = observer;
        _failure = failure;
    }

    /// <summary>Says what the file system refused: operation such as <c>write</c>, path, reason.</summary>
    public delegate SutlerException FileSystemFailure(string operation, string path, Exception error);

    /// <summary>Where the bytes are.</summary>
    public string Path { get; }

    /// <summary>Where the state is, if there is one.</summary>
    public string StatePath => Path + ".state";

    /// <summary>Which bytes they are, when that is known and they can be continued.</summary>
    public FileIdentity? Identity
    {
        get
        {
            lock (_lock)
            {
                return _identity;
            }
        }
    }

    /// <summary>How many bytes are there.</summary>
    public long Held
    {
        get
        {
            lock (_lock)
            {
                return _held.Total;
            }
        }
    }

    /// <summary>How many bytes are there from the beginning on, without a gap: these may be read while others come.</summary>
    public long Prefix
    {
        get
        {
            lock (_lock)
            {
                return _held.Prefix;
            }
        }
    }

    /// <summary>Whether all bytes are there.</summary>
    public bool IsWhole
    {
        get
        {
            lock (_lock)
            {
                return _isComplete || _held.Prefix == _identity?.Length;
            }
        }
    }

    /// <summary>Whether the bytes came in more than one piece, or from an earlier process: then they need not belong together.</summary>
    public bool CameInPieces { get; private set; }

    /// <summary>Opens or creates a partial file; what an earlier process left is there, if its state says what it is.</summary>
    /// <param name="path">Where; the directory must exist.</param>
    /// <param name="observer">Is told of what comes.</param>
    /// <param name="failure">Says what the file system refuses.</param>
    /// <param name="inOnePiece">Takes only a file that comes as a whole, in one answer.</param>
    /// <param name="admit">Is told how many bytes are still to come before the first of them is written, and throws when there is no room for them.</param>
    /// <param name="time">Measures how long the disk takes; null for the system's clock.</param>
    public static PartialFile Open(
        string path, IPartialFileObserver observer, FileSystemFailure failure, bool inOnePiece = false, Action<long>? admit = null, TimeProvider? time = null)
    {
        SafeFileHandle? file = null;
        try
        {
            RemoveLink(path);
            file = File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
            ThrowIfLink(path);
            var partial = new PartialFile(path, file, observer, failure, inOnePiece, admit, time);
            partial.Restore();
            return partial;
        }
        catch (Exception error) when (IsFileError(error))
        {
            file?.Dispose();
            throw failure("open", path, error);
        }
        catch
        {
            file?.Dispose();
            throw;
        }
    }

    /// <summary>What is still to come, in order; behind the known bytes without end when the length is not known.</summary>
    public IReadOnlyList<ByteRange> Gaps()
    {
        lock (_lock)
        {
            return _isComplete ? [] : [.. _held.Gaps(_identity?.Length ?? long.MaxValue)];
        }
    }

    /// <summary>Forgets all bytes and begins anew; not more than the length will be written.</summary>
    /// <param name="length">How many bytes will come, when that is known.</param>
    /// <param name="identity">Which bytes, when they can be continued; not remembered where the file must come in one piece.</param>
    public void StartOver(long? length, FileIdentity? identity)
    {
        lock (_lock)
        {
            DropState();
            Truncate();
            _held.Clear();
            _identity = _inOnePiece ? null : identity;
            _isScattered = _isComplete = CameInPieces = false;
        }
        if (length is { } bytes)
        {
            _admit?.Invoke(bytes);
        }
        _observer.Started(length);
    }

    /// <summary>Forgets all bytes; they were not what they seemed to be.</summary>
    /// <param name="inOnePiece">From now on takes only a file that comes as a whole, in one answer.</param>
    public void Forget(bool inOnePiece = false)
    {
        lock (_lock)
        {
            _inOnePiece |= inOnePiece;
            DropState();
            Truncate();
            _held.Clear();
            _identity = null;
            _isScattered = _isComplete = CameInPieces = false;
        }
    }

    /// <summary>More bytes of the same file are coming in another answer, perhaps from another place.</summary>
    public void Continue(string source)
    {
        lock (_lock)
        {
            CameInPieces = true;
            if (_identity is { } identity && identity.Source != source)
            {
                _identity = identity with { Source = source };
                DropState();
            }
        }
    }

    /// <summary>Puts bytes in their place. Bytes out of order are only possible once there is an <see cref="Identity"/>.</summary>
    /// <returns>How long the disk took, which is not the sender's fault.</returns>
    public TimeSpan Write(long offset, ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return TimeSpan.Zero;
        }
        BeforeWrite(offset);
        var start = _time.GetTimestamp();
        try
        {
            RandomAccess.Write(_file, bytes, offset);
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw _failure("write", Path, error);
        }
        var taken = _time.GetElapsedTime(start);
        lock (_lock)
        {
            _held.Add(new ByteRange(offset, offset + bytes.Length));
            Record(_state is null ? WorthKeeping : Step);
        }
        _observer.Received(bytes.Length);
        return taken;
    }

    /// <summary>All bytes are there, as far as their sender can tell.</summary>
    public void Complete()
    {
        lock (_lock)
        {
            _isComplete = true;
            if (_isScattered)
            {
                Record(1);
            }
        }
    }

    /// <summary>Lets a sender that cannot continue write the whole file from its beginning.</summary>
    /// <param name="length">How many bytes will come, when that is known.</param>
    /// <param name="writeAsync">Writes them all to a stream that need not be disposed.</param>
    public async Task WriteWholeAsync(long? length, Func<Stream, Task> writeAsync)
    {
        StartOver(length, null);
        await writeAsync(new PartialFileStream(this));
        Complete();
    }

    /// <summary>Writes down what is there if it is worth it; where that cannot be done, on a full disk say, nothing is kept later.</summary>
    public void Save()
    {
        lock (_lock)
        {
            if (!_isOver && !_file.IsClosed && _held.Total >= WorthKeeping)
            {
                Record(1);
            }
        }
    }

    /// <summary>Closes what is open, so that it costs no descriptor while it waits; nothing can be written any more.</summary>
    public void Close()
    {
        lock (_lock)
        {
            _file.Dispose();
            _state?.Dispose();
        }
    }

    /// <summary>Deletes file and state: what they hold is wanted no more, or stands under another name by now.</summary>
    public void Discard()
    {
        lock (_lock)
        {
            _isOver = true;
            Close();
            DropState();
            DeleteQuietly(Path);
        }
    }

    /// <summary>Closes the file. What can be continued later, and is worth it, stays with its state; anything else is deleted.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            Save();
            if (!_isOver && (_identity is null || _held.Total < WorthKeeping || _state is null))
            {
                Discard();
            }
            _isOver = true;
            Close();
        }
    }

    private static bool IsFileError(Exception error) => error is IOException or UnauthorizedAccessException;

    // We make no links: whoever did wants our bytes in another file. The state needs no such care, it is deleted before it is made.
    private static void RemoveLink(string path)
    {
        if (new FileInfo(path) is { LinkTarget: not null } link)
        {
            link.Delete();
        }
    }

    // Made while we looked away. Nothing has been written yet.
    private static void ThrowIfLink(string path)
    {
        if (new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException("is a symbolic link");
        }
    }

    private static void DeleteQuietly(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception error) when (IsFileError(error))
        {
            // The next process that opens the file deals with what is left.
        }
    }

    private void Truncate()
    {
        try
        {
            if (RandomAccess.GetLength(_file) > 0)
            {
                RandomAccess.SetLength(_file, 0);
            }
        }
        catch (Exception error) when (IsFileError(error))
        {
            throw _failure("truncate", Path, error);
        }
    }
}
