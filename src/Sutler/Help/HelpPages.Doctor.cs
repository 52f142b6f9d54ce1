namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help doctor</c>.</summary>
    public static string Doctor { get; } =
        """
        sutler doctor - find out why a download fails

        Usage:

            sutler doctor [--json] [--quick] [module[@version]]

        Goes the way that 'sutler mod download module@version' would go, step by step:
        settings and where each comes from, go.mod and go.sum, the cache (contents,
        locks, permissions, room), each proxy of GOPROXY (name, connection,
        certificate, credentials, answer, and whether the next is asked), and the
        checksum database. Ends with one diagnosis and the one thing to do next.

        Without a version it takes the one that go.mod requires, else the latest.
        Without a module it looks at the machine: settings, cache, every proxy, the
        checksum database.

        Nothing is changed: no file stays in the cache or the project, and no lock is
        waited for. Requests are made once; a wait takes 10 seconds at most, an answer
        15. The zip is fetched as in a download, to a place that is gone afterwards
        (10 minutes at most, 500 MiB), and its content is checked; so is that of a zip
        in the cache. Private modules (GONOPROXY, GONOSUMDB) are named to nobody who
        must not hear of them. Passwords and tokens are not printed, so the report can
        be shown to others; it does name modules, hosts and directories.

        Flags
            --json
                Print one JSON object instead of lines.
            --quick
                Neither fetch the zip nor look into the one in the cache; ask for its
                first byte alone.

        Marks
            ok      as it should be
            warn    odd, but no reason for a download to fail
            fail    trouble
            -       not done, because nothing hangs on it

        Exit status
            0    no trouble found
            1    trouble found
            2    the command line is wrong

        Examples
            sutler doctor
            sutler doctor golang.org/x/text@v0.14.0
            sutler doctor --json example.com/private/module@latest

        See also 'sutler help mod download'.

        """;
}
