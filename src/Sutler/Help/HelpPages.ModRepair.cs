namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help mod repair</c>.</summary>
    public static string ModRepair { get; } =
        """
        sutler mod repair - put good bytes in the place of damaged ones

        Usage:

            sutler mod repair [--dry-run] [--json] [--mirror URL|DIR]... [modules]
            sutler mod repair --all [--dry-run] [--json] [--mirror URL|DIR]...

        Looks at the cache as 'sutler mod verify -deep' does, and repairs what it finds:
        of the modules of the build list, of those named (path, or path@version), or
        with --all of the whole cache. What is bad is kept in quarantine with a report;
        only what is needed is fetched; nothing is put in place that does not verify
        against go.sum, the checksum database, or where neither knows it, the record of
        what was stored. go.sum is never edited.

        How each thing is repaired
            zip             The damaged blocks alone, of 1 MiB, where their digests were
                            recorded and a source gives parts of files; else the whole.
                            One that an earlier repair took away comes back like this.
            tree            Unpacked anew from a good zip.
            go.mod          From the tree or zip in the cache, else fetched.
            hash, list      Made anew.
            .info           Fetched.
            checksum database files
                            Fetched and proven again, or put away until needed.

        The sources are those of GOPROXY in their order, then the mirrors. One that has
        other bytes is passed over. Private modules (GONOPROXY, GOPRIVATE) are named to
        no proxy and to no mirror but directories.

        Flags
            --all
                Everything in the cache.
            --mirror URL|DIR
                A further source, asked last: a proxy, a directory laid out like one, or
                a module cache. May be given several times.
            --dry-run
                Say what would be repaired; fetch and change nothing.
            --json
                Print a JSON object instead of text.

        Exit status
            0    nothing was bad, or all of it is repaired
            1    something bad is left, or with --dry-run there is something to repair
            2    the command line is wrong

        Examples
            sutler mod repair
            sutler mod repair golang.org/x/text@v0.14.0
            GOPROXY=off sutler mod repair --all --mirror /backup/mod

        See also 'sutler help mod verify' and docs/concepts/repair.md.

        """;
}
