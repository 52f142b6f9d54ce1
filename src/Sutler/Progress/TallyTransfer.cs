using Sutler.Go.Download;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Urls;

namespace Sutler.Progress;

/// <summary>What is known of one transfer; any thread may call it.</summary>
/// <param name="module">Whose file.</param>
/// <param name="kind">Which file.</param>
/// <param name="sequence">Grows from transfer to transfer.</param>
internal sealed class TallyTransfer(ModuleId module, ModuleFileKind kind, long sequence)
{
    // Guards all that changes; held for a few instructions only.
    private readonly Lock _lock = new();
    private readonly string _target = "/" + UrlPathOf(module) + "." + ProgressText.Extension(kind);
    private long _order = sequence;
    private long? _stirred;
    private long? _length;
    private long _received;
    private long? _resumedAt;
    private bool _finished;
    private TallyRetry? _retry;

    /// <summary>Whose file.</summary>
    public ModuleId Module => module;

    /// <summary>Which file.</summary>
    public ModuleFileKind Kind => kind;

    /// <summary>When the first sign of it came, as a timestamp of the clock; null when none has.</summary>
    public long? Stirred
    {
        get
        {
            lock (_lock)
            {
                return _stirred;
            }
        }
    }

    /// <summary>Whether a request for <paramref name="url"/> is this transfer's, whatever repository it is sent to. Spec: EP-1.</summary>
    public bool Asks(Url url) => url.Path.EndsWith(_target, StringComparison.Ordinal);

    /// <summary>It begins, or begins again.</summary>
    public void Start(long? length)
    {
        lock (_lock)
        {
            (_length, _received, _resumedAt, _finished, _retry) = (length, 0, null, false, null);
        }
    }

    /// <summary>The first sign of it.</summary>
    public void Stir(long timestamp, long order)
    {
        lock (_lock)
        {
            if (_stirred is null)
            {
                (_stirred, _order) = (timestamp, order);
            }
        }
    }

    /// <summary>Bytes arrived.</summary>
    public void Receive(int bytes)
    {
        lock (_lock)
        {
            _received += bytes;
            _retry = null;
        }
    }

    /// <summary>An attempt failed and another follows.</summary>
    public void Retry(TallyRetry retry)
    {
        lock (_lock)
        {
            _retry = retry;
        }
    }

    /// <summary>It goes on behind <paramref name="kept"/> bytes.</summary>
    public void Resume(long kept, long? length)
    {
        lock (_lock)
        {
            (_received, _resumedAt, _length, _retry) = (kept, kept, length ?? _length, null);
        }
    }

    /// <summary>All is there.</summary>
    public void Finish()
    {
        lock (_lock)
        {
            (_finished, _retry) = (true, null);
        }
    }

    /// <summary>How it stands, and its place among others.</summary>
    public (ActiveTransfer Transfer, long Order) Look(TimeProvider time)
    {
        lock (_lock)
        {
            var state = _finished ? TransferState.Received : _received > 0 ? TransferState.Moving : TransferState.Waiting;
            return (new ActiveTransfer(module, kind, _received, _length) { State = state, ResumedAt = _resumedAt, Retry = _retry?.Look(time) }, _order);
        }
    }

    // Unescaped names can only come from a test: what is asked for was checked before. Spec: ESC-2.
    private static string UrlPathOf(ModuleId module) =>
        ModulePath.TryParse(module.Path, out var path, out _) && ModulePathRules.TryEscapeVersion(module.Version, out var version, out _)
            ? $"{path.Escaped}/@v/{version}"
            : $"{module.Path}/@v/{module.Version}";
}

/// <summary>An attempt that follows a failed one.</summary>
/// <param name="Attempt">Which: 2 for the first that follows.</param>
/// <param name="At">When the one before failed, as a timestamp of the clock.</param>
/// <param name="Delay">The wait between them.</param>
/// <param name="Reason">Why the one before failed: one line.</param>
internal sealed record TallyRetry(int Attempt, long At, TimeSpan Delay, string Reason)
{
    /// <summary>How it stands now.</summary>
    public PendingRetry Look(TimeProvider time)
    {
        var left = Delay - time.GetElapsedTime(At);
        return new PendingRetry(Attempt, left > TimeSpan.Zero ? left : TimeSpan.Zero, Reason);
    }
}
