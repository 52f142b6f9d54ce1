using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Sutler.Terminals;

namespace Sutler;

/// <summary>
/// Ctrl-C, requests to terminate and the end of the terminal: the first stops the run in order, the second ends the process at once.
/// A signal that the process was started to ignore, such as SIGHUP under nohup, stays ignored. Ctrl-Z suspends it with a clean terminal.
/// </summary>
internal sealed class TerminationSignals : IDisposable
{
    private static readonly PosixSignal[] Signals = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];

#pragma warning disable CA2213 // A signal that arrives while the process ends still needs it, and it holds nothing.
    private readonly CancellationTokenSource _source = new();
#pragma warning restore CA2213
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TerminalHandover _handover;
    private PosixSignal _first;
    private int _count;

    /// <summary>Begins to listen; <paramref name="handover"/> is told when others get the terminal.</summary>
    public TerminationSignals(TerminalHandover handover)
    {
        _handover = handover;
        _registrations =
        [
            .. Signals.Select(signal => PosixSignalRegistration.Create(signal, Handle)),
            .. OperatingSystem.IsWindows() ? [] : Suspension(),
        ];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>The exit code of a run that ended because of the signal: 128 and the signal's number, as shells count.</summary>
    public int Translate(int exitCode) => exitCode == ExitCodes.Interrupted
        ? _first switch
        {
            PosixSignal.SIGTERM => ExitCodes.Terminated,
            PosixSignal.SIGHUP => ExitCodes.HungUp,
            _ => ExitCodes.Interrupted,
        }
        : exitCode;

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var registration in _registrations)
        {
            registration.Dispose();
        }
    }

    [UnsupportedOSPlatform("windows")]
    private PosixSignalRegistration[] Suspension() =>
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTSTP, Suspend),
        PosixSignalRegistration.Create(PosixSignal.SIGCONT, _ => _handover.TakeBack()),
    ];

    // Once there is a handler the runtime does not stop the process any more.
    private void Suspend(PosixSignalContext context)
    {
        _handover.GiveAway();
        if (OperatingSystem.IsLinux())
        {
            context.Cancel = true;
            LinuxTerminal.Suspend();
            _handover.TakeBack();
        }
    }

    private void Handle(PosixSignalContext context)
    {
        if (Interlocked.Increment(ref _count) > 1)
        {
            _handover.GiveAway();
            return;
        }

        _first = context.Signal;
        context.Cancel = true;
        // Not Cancel(): its callbacks would run on the signal thread and hold up the second Ctrl-C.
        _ = _source.CancelAsync();
    }
}
