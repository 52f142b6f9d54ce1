namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help mod download</c>.</summary>
    public static string ModDownload { get; } =
        """
        sutler mod download - download modules to the module cache

        Usage:

            sutler mod download [-x] [-json] [-reuse=old.json] [-q]
                                [-locked] [-toolchain] [-dry-run]
                                [-progress mode] [-C dir] [-modcacherw]
                                [-modfile=file.mod] [-overlay=file] [modules]
            sutler mod download -offline-ready [-json]

        Downloads the named modules, checks them against go.sum or the checksum
        database, and publishes them in the module cache (GOMODCACHE) exactly as 'go
        mod download' would. Afterwards the go command needs no network for them.

        Modules
            With no arguments, downloads what the main module requires: the modules
            listed in its go.mod if that says 'go 1.17' or higher, every module of the
            module graph if lower or in a workspace (go.work).

            An argument is one of
                path              a module of the build list, at its selected version
                path@version      a version, such as example.com/m@v1.2.3
                path@query        latest, upgrade, patch, v1, v1.2, <v2.0.0, >=v1.3.0,
                                  or a branch, tag or commit
                all               every module of the module graph
                example.com/...   the modules of the build list that match the pattern
            Only path@version and path@query work outside a module.

        Flags
            Flags come before the modules. One dash or two; -flag=value throughout,
            -flag value where the flag is not a switch; -flag=false turns a switch off.

            -json
                Print a JSON object for each module to standard output when all have
                ended, in the order of the arguments. Fields, absent when empty:
                    Path      module path
                    Version   version, or the query that could not be resolved
                    Query     query, if it differs from Version
                    Error     what went wrong
                    Info      path of the cached .info file
                    GoMod     path of the cached .mod file
                    Zip       path of the cached .zip file
                    Dir       path of the extracted tree
                    Sum       h1 hash of the zip, as in go.sum
                    GoModSum  h1 hash of go.mod, as in go.sum
                    Origin    where a query's version came from, when that is known
                    Reuse     the object was taken over from -reuse
            -reuse=old.json
                Take over the objects of an earlier -json run whose origin has not
                changed. Not inside a module.
            -x
                Print each request to standard error as it is made.
            -q
                Show no progress. Warnings and errors stay.
            -progress mode
                How to show progress on standard error:
                    auto   bar on a terminal, plain where the variable CI is
                           set, else off (the default, unless a setting says
                           otherwise)
                    bar    a live display, then a summary
                    plain  one line for each module fetched, for logs
                    json   one JSON object a line, for programs
                    off    nothing
                Like the go command, sutler is silent when standard error is not a
                terminal, unless it runs in CI or a mode is asked for. -x turns auto
                into off.
            -locked
                Fail, and write nothing, where go.mod or go.sum would change; the
                error names the lines.
            -toolchain
                Also fetch the Go toolchain that GOTOOLCHAIN and the go and toolchain
                lines of go.mod or go.work ask for, and load the modules as it would.
            -dry-run
                Say what would be fetched, from which source, and how many bytes.
                Small files are asked for, zips are not; nothing on the disk changes.
            -offline-ready
                Say what 'GOPROXY=off go build ./...' would miss: files of the module
                cache, lines of go.sum, the toolchain. Asks nobody, changes nothing;
                exit status 1 when something is missing.
            -C dir
                Change to dir first. Must be the first flag.
            -modcacherw
                Leave extracted directories writable.
            -modfile=file.mod
                Read (and possibly write) file.mod and file.sum instead of go.mod and
                go.sum. Not in a workspace.
            -overlay=file
                Read the files a JSON document names in place of those on disk.

            GOFLAGS may hold flags too; the command line wins. Flags of other go
            commands are ignored there; -q, -progress, -locked, -toolchain, -dry-run and
            -offline-ready are not go's and do not belong there.

        Files written
            GOMODCACHE     the modules
            go.mod         when it is inconsistent, as the go command would fix it
            go.sum         hashes of go.mod files with no arguments; hashes of the zips
                           too with arguments, for modules of the build list
            go.work.sum    instead of go.sum, in a workspace

        Exit status
            0    done
            1    a module failed, or the run did; -locked or -offline-ready say no
            2    the command line or a setting is wrong
            130  interrupted (143: terminated, 129: the terminal was closed)
            What was downloaded before an interruption is kept: the next run goes on
            from there. A second interruption ends sutler at once.

        Examples
            sutler mod download
                All that the module in the current directory needs.
            sutler mod download -json golang.org/x/text@latest
                One module, described in JSON, anywhere.
            sutler -C /src/app mod download -progress plain 2> download.log
                From another directory, with a log.

        See also 'sutler help mod verify', 'sutler help environment', 'sutler help
        config' (time limits, retries, proxies, certificates) and
        https://go.dev/ref/mod#go-mod-download.

        """;
}
