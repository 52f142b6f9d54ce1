namespace Sutler;

/// <summary>What the process ends with; documented in docs/reference/exit-codes.md.</summary>
internal static class ExitCodes
{
    /// <summary>All that was asked for is done.</summary>
    public const int Done = 0;

    /// <summary>Something failed.</summary>
    public const int Failed = 1;

    /// <summary>The command line, GOFLAGS or the environment cannot be understood.</summary>
    public const int Usage = 2;

    /// <summary>Ended because the terminal was closed: 128 + SIGHUP.</summary>
    public const int HungUp = 129;

    /// <summary>Ended by Ctrl-C: 128 + SIGINT, as shells report it.</summary>
    public const int Interrupted = 130;

    /// <summary>Ended by a request to terminate: 128 + SIGTERM.</summary>
    public const int Terminated = 143;
}
