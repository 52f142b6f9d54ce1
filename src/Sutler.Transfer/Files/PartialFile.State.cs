using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Sutler.Transfer.Files;

/// <content>The state on disk. All of it runs under the lock.</content>
public sealed partial class PartialFile
{
    private readonly List<ByteRange> _recorded = [];
    private SafeFileHandle? _state;
    private bool _mayHaveState = true;
    private long _stateLength;
    private long _recordedTotal;

    // A state without a file would be taken for that of the bytes to come.
    private void Restore()
    {
        var length = RandomAccess.GetLength(_file);
        if (length == 0)
        {
            DropState();
            return;
        }
        if (_inOnePiece || ReadState() is not { } state || !Accept(state, length))
        {
            DropState();
            RandomAccess.SetLength(_file, 0);
            _held.Clear();
            return;
        }
        _admit?.Invoke(state.Identity.Length - _held.Total);
        _identity = state.Identity;
        _isScattered = state.Scattered;
        CameInPieces = true;
        // Written anew from one list: whatever stood there, the next line follows a whole one.
        DropState();
        Record(1);
        _observer.Started(_identity.Length);
    }

    private bool Accept(PartialState state, long length)
    {
        IEnumerable<ByteRange> ranges = state.Scattered ? state.Ranges : [new ByteRange(0, length)];
        foreach (var range in ranges)
        {
            _held.Add(range);
        }
        return _held.Total > 0 && _held.End <= length && length <= state.Identity.Length;
    }

    private PartialState? ReadState()
    {
        try
        {
            using var file = File.OpenHandle(StatePath, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var text = new byte[Math.Min(RandomAccess.GetLength(file), PartialState.MaxLength + 1)];
            return PartialState.Parse(text.AsSpan(0, RandomAccess.Read(file, text, 0)));
        }
        catch (Exception error) when (IsFileError(error))
        {
            return null;
        }
    }

    // Once bytes stand apart the file's length says nothing any more, and that must be known before the first of them is written.
    private void BeforeWrite(long offset)
    {
        lock (_lock)
        {
            if (_isScattered || offset == _held.Prefix)
            {
                return;
            }
            if (_identity is null)
            {
                throw new InvalidOperationException("bytes of an unknown file can only be written in order");
            }
            _isScattered = true;
            if (_state is not null)
            {
                Append(PartialState.ScatteredLine);
                _recorded.Clear();
            }
            Record(0);
        }
    }

    // Less than <paramref name="step"/> new bytes are not worth a line. That it cannot be written, on a full disk say, is no failure of the
    // transfer: without a state the bytes are not kept, that is all.
    private void Record(long step)
    {
        if (_identity is not { } identity || _held.Total - _recordedTotal < step)
        {
            return;
        }
        var text = new StringBuilder();
        if (_state is null)
        {
            OpenState();
            if (_state is null)
            {
                return;
            }
            text.Append(PartialState.Header(identity)).Append(_isScattered ? PartialState.ScatteredLine : "");
        }
        if (_isScattered)
        {
            foreach (var range in _held.All.Except(_recorded))
            {
                text.Append(PartialState.Line(range));
            }
            _recorded.Clear();
            _recorded.AddRange(_held.All);
        }
        _recordedTotal = _held.Total;
        Append(text.ToString());
    }

    private void OpenState()
    {
        _mayHaveState = true;
        try
        {
            _state = File.OpenHandle(StatePath, FileMode.Create, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        }
        catch (Exception error) when (IsFileError(error))
        {
            DropState();
        }
    }

    private void Append(string text)
    {
        if (text.Length == 0)
        {
            return;
        }
        try
        {
            var bytes = Encoding.Latin1.GetBytes(text);
            RandomAccess.Write(_state!, bytes, _stateLength);
            _stateLength += bytes.Length;
        }
        catch (Exception error) when (IsFileError(error))
        {
            DropState();
        }
    }

    private void DropState()
    {
        if (_mayHaveState)
        {
            DeleteQuietly(StatePath);
            _mayHaveState = false;
        }
        _state?.Dispose();
        _state = null;
        _stateLength = 0;
        _recordedTotal = 0;
        _recorded.Clear();
    }
}
