using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>A download at one moment.</summary>
internal sealed record ProgressSnapshot
{
    /// <summary>Module versions known to be wanted.</summary>
    public int Planned { get; init; }

    /// <summary>Module versions that came over the network and are whole.</summary>
    public int Downloaded { get; init; }

    /// <summary>Module versions that were in the cache.</summary>
    public int Cached { get; init; }

    /// <summary>Module versions that failed.</summary>
    public int Failed { get; init; }

    /// <summary>Attempts that failed and were followed by another.</summary>
    public int Retries { get; init; }

    /// <summary>Times a file went on where an earlier attempt or process left off.</summary>
    public int Resumes { get; init; }

    /// <summary>Bytes received in all.</summary>
    public long Bytes { get; init; }

    /// <summary>Bytes still to come; null unless the lengths of all that is to come are known.</summary>
    public long? BytesLeft { get; init; }

    /// <summary>
    /// The same, with an estimate for those whose lengths are not known: each is taken to be as long as the others are on average. Null
    /// before there is ground for one.
    /// </summary>
    public long? BytesExpected { get; init; }

    /// <summary>Transfers under way or in line.</summary>
    public int ActiveCount { get; init; }

    /// <summary>Those of them that wait for their first byte.</summary>
    public int WaitingCount { get; init; }

    /// <summary>The transfers to show: those that move first, then those that wait, each in the order they began to.</summary>
    public IReadOnlyList<ActiveTransfer> Active { get; init; } = [];

    /// <summary>Some of the requests of no transfer that are being tried again.</summary>
    public IReadOnlyList<RetriedRequest> Requests { get; init; } = [];

    /// <summary>The module versions fetched that took longest, slowest first.</summary>
    public IReadOnlyList<SlowModule> Slowest { get; init; } = [];

    /// <summary>Module versions that need no more work.</summary>
    public int Ended => Downloaded + Cached + Failed;
}

/// <summary>What a transfer is doing.</summary>
internal enum TransferState
{
    /// <summary>Nothing has arrived yet.</summary>
    Waiting,

    /// <summary>Bytes have arrived.</summary>
    Moving,

    /// <summary>All is there; the module is not published yet.</summary>
    Received,
}

/// <summary>A transfer under way.</summary>
/// <param name="Module">Whose file.</param>
/// <param name="Kind">Which file.</param>
/// <param name="Received">Bytes of the file that are there.</param>
/// <param name="Length">Bytes in all, when known.</param>
internal sealed record ActiveTransfer(ModuleId Module, ModuleFileKind Kind, long Received, long? Length)
{
    /// <summary>What it is doing.</summary>
    public TransferState State { get; init; } = TransferState.Moving;

    /// <summary>Where it went on, if it did not start at the beginning.</summary>
    public long? ResumedAt { get; init; }

    /// <summary>The attempt it waits for, or is making, after a failed one; null when bytes arrived since.</summary>
    public PendingRetry? Retry { get; init; }
}

/// <summary>A request that is being tried again, known by its URL only.</summary>
/// <param name="Url">What was asked for, without a password.</param>
/// <param name="Retry">The attempt.</param>
internal sealed record RetriedRequest(string Url, PendingRetry Retry);

/// <summary>An attempt after a failed one.</summary>
/// <param name="Attempt">Which: 2 for the first that follows.</param>
/// <param name="Left">The wait that is left; zero once it is being made.</param>
/// <param name="Reason">Why the one before failed: one line.</param>
internal sealed record PendingRetry(int Attempt, TimeSpan Left, string Reason);

/// <summary>How long a module took from the first sign of its zip until it was published.</summary>
/// <param name="Module">Which.</param>
/// <param name="Time">How long.</param>
internal sealed record SlowModule(ModuleId Module, TimeSpan Time);
