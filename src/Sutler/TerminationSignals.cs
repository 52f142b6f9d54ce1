using System.Runtime.InteropServices;

namespace Sutler;

/// <summary>Ctrl-C and requests to terminate: the first stops the run in order, the second ends the process at once.</summary>
internal sealed class TerminationSignals : IDisposable
{
    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration _interrupt;
    private readonly PosixSignalRegistration _terminate;
    private PosixSignal _first;
    private int _count;

    /// <summary>Begins to listen.</summary>
    public TerminationSignals()
    {
        _interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle);
        _terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle);
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a run that ended because of the signal: 128 and the signal's number, as shells count.</summary>
    public int Translate(int exitCode) =>
        exitCode == ExitCodes.Interrupted && _first == PosixSignal.SIGTERM ? ExitCodes.Terminated : exitCode;

    /// <inheritdoc/>
    public void Dispose()
    {
        _interrupt.Dispose();
        _terminate.Dispose();
        _source.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            return;
        }

        _first = context.Signal;
        context.Cancel = true;
        // Not Cancel(): its callbacks would run on the signal thread and hold up the second Ctrl-C.
        _ = _source.CancelAsync();
    }
}
