using System.Globalization;
using Sutler.Errors;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Cache;

/// <summary>Compares what is about to be written with the room there is, what others of this run are writing included.</summary>
/// <remarks>
/// Nothing that fits is refused: bounds are those from below, and where it is tight a module waits until those that are being unpacked
/// have taken what they take. Where the room is not known nothing is checked. One system call for each module. Thread-safe.
/// </remarks>
public sealed class DiskSpace
{
    private const string Advice = "make room, with 'sutler cache prune' for instance, or set GOMODCACHE to a place that has more";

    private readonly Func<string, FreeSpace?> _read;
    private readonly Lock _gate = new();
    private TaskCompletionSource _change = NewChange();
    private long _reservedBytes;
    private long _reservedFiles;
    private int _reservations;

    /// <summary>Over the file systems of this machine.</summary>
    public DiskSpace()
        : this(FileSystemRoom.Read)
    {
    }

    /// <summary>Over what <paramref name="read"/> says of a directory's file system; null from it means unknown.</summary>
    public DiskSpace(Func<string, FreeSpace?> read) => _read = read;

    /// <summary>Before a transfer of <paramref name="bytes"/> more bytes to <paramref name="path"/>, whose directory exists.</summary>
    /// <exception cref="NotEnoughSpaceException">They do not fit, whatever else is going on.</exception>
    public void CheckTransfer(string path, long bytes)
    {
        var directory = Path.GetDirectoryName(path)!;
        if (_read(directory) is { } room && bytes > room.Bytes)
        {
            throw new NotEnoughSpaceException($"write {path}: not enough space: {TooLittle((bytes, 0), room)}");
        }
    }

    /// <summary>Takes the room for a tree in <paramref name="directory"/>, which exists, until the result is disposed.</summary>
    /// <exception cref="NotEnoughSpaceException">The tree does not fit, though no other is being unpacked.</exception>
    public async Task<IDisposable> ReserveAsync(string directory, UnpackedSize size, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task change;
            lock (_gate)
            {
                if (TryReserve(directory, size) is { } reservation)
                {
                    return reservation;
                }

                change = _change.Task;
            }

            await change.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The same failure with what to do about it, if a full disk or a quota caused it; else itself.</summary>
    public SutlerException Explain(SutlerException failure, string directory)
    {
        if (failure is NotEnoughSpaceException || !DiskFull.Is(failure))
        {
            return failure;
        }

        var free = _read(directory) is { } room ? $" ({Size(room.Bytes)} free)" : "";
        return new NotEnoughSpaceException($"{failure.Message}{free}; {Advice}", failure);
    }

    /// <summary>The same of a failed operation on a file.</summary>
    public SutlerException Failure(string operation, string path, Exception error) =>
        Explain(OsError.Create(operation, path, error), Path.GetDirectoryName(path)!);

    private Reservation? TryReserve(string directory, UnpackedSize size)
    {
        // More than a module may have is refused for that, by whoever unpacks it.
        if (size.Bytes > ModuleZipLimits.Zip || _read(directory) is not { } room)
        {
            return new Reservation(this, 0, 0);
        }

        var need = size.Generous(room);
        if (!Fits(need, room))
        {
            need = size.Least(room);
            if (!Fits(need, room))
            {
                // Those at work have perhaps written a part already, and that part is counted twice: who waits will know.
                return _reservations > 0 ? null : throw new NotEnoughSpaceException($"not enough space in {directory}: {TooLittle(need, room)}");
            }
        }

        return new Reservation(this, need.Bytes, need.Files);
    }

    private bool Fits((long Bytes, long Files) need, FreeSpace room) =>
        need.Bytes <= room.Bytes - _reservedBytes && (room.Files is not { } files || need.Files <= files - _reservedFiles);

    private static string TooLittle((long Bytes, long Files) need, FreeSpace room)
    {
        var what = need.Bytes > room.Bytes
            ? $"{Size(need.Bytes)} needed, {Size(room.Bytes)} free"
            : string.Create(CultureInfo.InvariantCulture, $"{need.Files} files and directories needed, {room.Files} free (inodes)");
        return $"{what}; {Advice}";
    }

    private static string Size(long bytes) => bytes < 100
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes")
        : bytes < 1_000_000
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / 1000.0:0.0} kB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / 1_000_000.0:0.0} MB");

    private static TaskCompletionSource NewChange() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Change(int reservations, long bytes, long files)
    {
        lock (_gate)
        {
            _reservations += reservations;
            _reservedBytes += bytes;
            _reservedFiles += files;
            if (reservations < 0)
            {
                _change.SetResult();
                _change = NewChange();
            }
        }
    }

    private sealed class Reservation : IDisposable
    {
        private readonly DiskSpace _owner;
        private readonly long _bytes;
        private readonly long _files;
        private int _isOver;

        internal Reservation(DiskSpace owner, long bytes, long files)
        {
            _owner = owner;
            _bytes = bytes;
            _files = files;
            owner.Change(1, bytes, files);
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
            {
                _owner.Change(-1, -_bytes, -_files);
            }
        }
    }
}
