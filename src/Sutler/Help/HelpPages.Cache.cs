namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help cache</c>.</summary>
    public static string Cache { get; } =
        """
        sutler cache - look after the module cache

        Usage:

            sutler cache <command> [arguments]

        Commands:

            prune    remove what crashes left, and modules that are not wanted

        Run 'sutler help cache <command>' for more.

        """;

    /// <summary><c>sutler help cache prune</c>.</summary>
    public static string CachePrune { get; } =
        """
        sutler cache prune - remove what crashes left, and modules that are not wanted

        Usage:

            sutler cache prune [--apply] [--json] [--older-than age]
                               [--max-size size] [--keep go.sum]...
                               [--transfers-older-than age]
                               [--quarantine-older-than age]

        Prints what it would remove from the module cache (GOMODCACHE), and removes it
        only with --apply. Without a flag that chooses modules it looks for leftovers
        alone: temporary files and half trees of go and sutler processes that died,
        transfers that were interrupted long ago, what failed verification long ago,
        and empty directories.

        What a running process holds stays and is listed as "in use": modules whose lock
        is taken and, on Linux, those that a process has its working directory, its
        executable, or an open or mapped file in. Of a module that goes, the zip and the
        extracted tree are removed; its small .info and .mod files stay, so that module
        graphs still load without network. The next download brings it back.

        Flags
            --apply
                Remove. Without it nothing is changed.
            --older-than age
                Modules that were last used longer ago: 12h, 30d, 4w.
            --max-size size
                The least recently used modules, until the rest is no larger: 500MB,
                10GB, 10GiB.
            --keep go.sum
                Never remove a module whose content this go.sum or go.work.sum names; a
                directory stands for both files in it. May be given several times.
                Without --older-than and --max-size all other modules go.
            --transfers-older-than age
                Interrupted transfers that the next run could go on with, when they are
                older (default: 7d). Those whose zip is there by now go at once.
            --quarantine-older-than age
                Files that failed verification and were kept with a report, when they
                are older (default: 30d).
            --json
                Print a JSON object instead of lines.

        Last use
            The newest of the times at which zip, hash, lock and tree were written, or
            zip and hash read. Linux notes times of reading once a day (relatime), or
            never (noatime): then the time of the download counts.

        Exit status
            0    done, also when something was in use
            1    something could not be removed, or GOMODCACHE is no module cache
            2    the command line is wrong
            130  interrupted; what was done up to then is listed

        Examples
            sutler cache prune
            sutler cache prune --older-than 30d --apply
            sutler cache prune --max-size 10GB --keep ./go.sum --apply

        See also 'sutler help mod download'; 'go clean -modcache' removes everything.

        """;
}
