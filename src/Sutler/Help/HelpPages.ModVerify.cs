namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help mod verify</c>.</summary>
    public static string ModVerify { get; } =
        """
        sutler mod verify - verify that cached modules are unmodified

        Usage:

            sutler mod verify [-C dir] [-modcacherw] [-modfile=file.mod]
                              [-overlay=file]
            sutler mod verify -deep [-all] [-json] [-progress=mode] [-q] ...

        Checks, for every module of the module graph, that its zip and its extracted
        tree in the module cache still have the hash that was recorded when it was
        downloaded. Modules that are not in the cache are skipped. Needs a main module
        or a workspace, and takes no arguments.

        If nothing was modified, prints "all modules verified" to standard output and
        exits with 0. Otherwise prints what was modified to standard error, a line for
        each finding, and exits with 1:

            golang.org/x/text v0.3.0: dir has been modified (/go/pkg/mod/golang.org/...)

        As with the go command, this compares the cache with itself: neither go.sum nor
        the checksum database has a say, and replaced modules are checked as the
        originals.

        With -deep every byte is compared with everything that is known of it: go.sum,
        the checksum database's proofs (stored ones first; else the database is asked,
        unless GOPROXY=off or GONOSUMDB forbids it), the zip with itself, each extracted
        file with the zip, modes, .info and list files, and what Sutler recorded when
        it stored a file. For each bad module the report names what is wrong, the
        first file that differs, the damaged blocks where they are known, and what to
        do next; then what could not be checked, and why, and with -all what killed
        processes left beside the trees. Nothing is changed. Links
        are not followed. The report goes to standard output.

        Flags
            -C dir               change to dir first; must be the first flag
            -modcacherw          leave what has to be downloaded writable
            -modfile=file.mod    read file.mod instead of go.mod
            -overlay=file        read the files a JSON document names in place of those
                                 on disk
            -deep                compare with go.sum, proofs and records, file by file
            -all                 with -deep: the whole cache; needs no module
            -json                with -deep: print the report as one JSON object
            -progress=mode       with -deep: auto, bar, plain, json or off
            -q                   with -deep: no progress

        Files written
            Never go.mod or go.sum. The .mod files that the module graph needs are
            downloaded if they are missing; with -deep, answers of the checksum database
            that had to be asked for are kept.

        Exit status
            0    all modules verified
            1    something was modified, or the run failed
            2    the command line or a setting is wrong

        See also 'sutler help mod download' and
        https://go.dev/ref/mod#go-mod-verify.

        """;
}
