namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help status</c>.</summary>
    public static string Status { get; } =
        """
        sutler status - show what a running module proxy is doing

        Usage:

            sutler status [--server URL] [--admin-token-file file] [--json] [--watch]

        Asks a 'sutler serve' for its status and prints it: version and uptime, whether
        it is ready, requests, where answers came from, what is kept, when that was
        last checked, and where modules come from.

        Flags
            --server URL
                Where the server is, with or without the /go that GOPROXY has (default:
                where this machine's server listens, by the settings).
            --admin-token-file file
                The file with the token for operations (default: the setting
                adminTokenFile, unless --server names another server). Without one the
                server must be one on this machine that lets everybody read.
            --json
                Print the status as the server gives it, on one line.
            --watch
                Go on until Ctrl-C: every second in one place on a terminal, which is
                cleared in the end; else a new status every ten seconds.

        Exit status
            0    the status was shown
            1    no server answers, or it refuses
            2    the command line is wrong

        Examples
            sutler status
            sutler status --watch
            sutler status --server https://proxy.example.com --admin-token-file token

        See also 'sutler help serve'.

        """;
}
