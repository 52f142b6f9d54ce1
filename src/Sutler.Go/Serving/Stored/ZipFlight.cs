using Microsoft.Win32.SafeHandles;
using Sutler.Errors;
using Sutler.Transfer.Files;

namespace Sutler.Go.Serving.Stored;

/// <summary>A zip on its way from a source to everybody who waits for it: read while it grows, but not to its end before it is verified.</summary>
/// <remarks>
/// The last <see cref="Withheld"/> bytes, in which every zip has its directory's end, are given to nobody before the h1 hash is known to be right,
/// so that no client completes a bad file. A transfer that begins again may bring other bytes: who has been given bytes of the first ends with a
/// failure, others never notice. Thread-safe.
/// </remarks>
internal sealed class ZipFlight : IPartialFileObserver
{
    /// <summary>How many bytes at the end wait for verification. The end record of a zip lies within them, its longest comment included.</summary>
    public const int Withheld = 66 << 10;

    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource? _changed;
    private PartialFile? _file;
    private SafeFileHandle? _handle;
    private SutlerException? _failure;
    private long? _length;
    private int _generation;
    private int _readers;
    private bool _isVerified;
    private bool _isOver;
    private volatile bool _isStored;

    /// <summary>Completes when the source has begun to send, or fails as the flight fails before that.</summary>
    public Task Begun => _begun.Task;

    /// <summary>Completes when nothing will change any more: it is stored, or will not be.</summary>
    public Task Over => _over.Task;

    /// <summary>How many bytes there will be, as far as the source has said.</summary>
    public long? Length
    {
        get
        {
            lock (_gate)
            {
                return _length;
            }
        }
    }

    /// <summary>Whether there is nothing to fetch: the zip was stored by the flight before this one.</summary>
    public bool IsStored => _isStored;

    /// <summary>It is in the store.</summary>
    public void Stored()
    {
        _isStored = true;
        _begun.TrySetResult();
    }

    /// <summary>The bytes come into this file.</summary>
    public void Open(PartialFile file)
    {
        var handle = File.OpenHandle(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        lock (_gate)
        {
            (_file, _handle) = (file, handle);
        }

        Signal();
    }

    /// <inheritdoc/>
    public void Started(long? length)
    {
        bool hasSpoken;
        lock (_gate)
        {
            _generation++;
            _length = length;
            // What an earlier process left is there when the file is opened: the source has not said yet that it still has the rest.
            hasSpoken = _file is not null;
        }

        if (hasSpoken)
        {
            _begun.TrySetResult();
        }

        Signal();
    }

    /// <inheritdoc/>
    public void Received(int bytes)
    {
        _begun.TrySetResult();
        Signal();
    }

    /// <summary>All bytes are there, and they are right.</summary>
    public void Verified(long length)
    {
        lock (_gate)
        {
            (_length, _isVerified) = (length, true);
        }

        _begun.TrySetResult();
        Signal();
    }

    /// <summary>It came to nothing: everybody who reads is told, and who comes now.</summary>
    public void Failed(SutlerException failure)
    {
        lock (_gate)
        {
            _failure = failure;
        }

        _begun.TrySetException(failure);
        _ = _begun.Task.Exception; // seen, even if nobody waits any more
        Signal();
    }

    /// <summary>Nothing will change any more; what is open is closed when the last reader has left.</summary>
    public void End()
    {
        lock (_gate)
        {
            _isOver = true;
            CloseUnused();
        }

        _over.TrySetResult();
    }

    /// <summary>One more reads, to be given back by <see cref="Leave"/>; false when it is over and closed.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_isOver && _readers == 0)
            {
                return false;
            }

            _readers++;
            return true;
        }
    }

    /// <summary>One less reads.</summary>
    public void Leave()
    {
        lock (_gate)
        {
            _readers--;
            CloseUnused();
        }
    }

    /// <summary>Bytes at an offset, and of which beginning of the transfer they are; waits for them; no bytes at the end.</summary>
    /// <param name="buffer">Room.</param>
    /// <param name="offset">From the first byte.</param>
    /// <param name="reader">Of which beginning this reader has bytes already, 0 for none; and which length it was told, null for none.</param>
    /// <param name="cancellationToken">Ends the wait of this reader.</param>
    public async ValueTask<(int Count, int Generation)> ReadAsync(Memory<byte> buffer, long offset, (int Generation, long? Length) reader, CancellationToken cancellationToken)
    {
        while (true)
        {
            var (available, current, handle, changed) = Look(offset, reader);
            if (changed is not null)
            {
                await changed.WaitAsync(cancellationToken);
                continue;
            }

            if (available <= offset)
            {
                return (0, current);
            }

            var count = RandomAccess.Read(handle!, buffer.Span[..(int)Math.Min(buffer.Length, available - offset)], offset);
            if (count > 0 && StillHolds(current, offset + count))
            {
                return (count, current);
            }
        }
    }

    // What may be read now; or a task to wait for. Verified and at the end: nothing more.
    private (long Available, int Generation, SafeFileHandle? Handle, Task? Changed) Look(long offset, (int Generation, long? Length) reader)
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                throw new SutlerException(_failure.Message, _failure);
            }

            // So many bytes of a longer file would be a whole answer to whoever was told so.
            if (reader.Length is { } told && told != _length)
            {
                throw new SutlerException("the source began again with a file of another length");
            }

            if (reader.Generation != 0 && reader.Generation != _generation)
            {
                throw new SutlerException("the source began again while the file was being sent");
            }

            var available = _isVerified ? _length!.Value : _file is null ? 0 : Math.Max(0, Math.Min(_file.Prefix, _length ?? long.MaxValue) - Unsure());
            if (_isVerified || offset < available)
            {
                return (available, _generation, _handle, null);
            }

            _changed ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return (0, _generation, null, _changed.Task);
        }
    }

    // Of a file whose length is known only its end is withheld; else the end may be anywhere behind what has come.
    private long Unsure() => _length is { } length ? Math.Max(0, Withheld - (length - Math.Min(_file!.Prefix, length))) : Withheld;

    // The file may have been emptied and begun again while it was read.
    private bool StillHolds(int generation, long end)
    {
        lock (_gate)
        {
            return _generation == generation && (_isVerified || _file!.Prefix >= end);
        }
    }

    private void Signal()
    {
        TaskCompletionSource? changed;
        lock (_gate)
        {
            (changed, _changed) = (_changed, null);
        }

        changed?.TrySetResult();
    }

    private void CloseUnused()
    {
        if (_isOver && _readers == 0)
        {
            _handle?.Dispose();
        }
    }
}
