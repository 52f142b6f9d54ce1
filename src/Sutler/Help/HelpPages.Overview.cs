namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help</c>.</summary>
    public static string Overview { get; } =
        """
        sutler - download and verify Go modules, faster, into the go command's own cache

        Usage:

            sutler <command> [arguments]

        Commands:

            mod download    download modules to the module cache
            mod verify      verify that cached modules are unmodified
            mod repair      put good bytes in the place of damaged ones
            doctor          find out why a download fails
            serve           answer go commands as a module proxy
            status          show what a running module proxy is doing
            cache prune     remove what crashes left, and modules that are not wanted
            config show     print each setting and where it came from
            config check    say whether the settings are in order
            completion      print the script that completes sutler in a shell
            version         print the version of sutler
            help            explain a command or topic

        Topics:

            environment     environment variables that sutler reads

        'sutler mod download' takes the place of 'go mod download', and 'sutler mod
        verify' of 'go mod verify': same arguments, same output, same exit codes, same
        go.mod and go.sum, same files in the cache. Both tools may work in one cache at
        the same time.

        Run 'sutler help <command>' or 'sutler help <topic>' for more.

        """;

    /// <summary><c>sutler help mod</c>.</summary>
    public static string Mod { get; } =
        """
        sutler mod - work on the module cache as the go command does

        Usage:

            sutler mod <command> [arguments]

        Commands:

            download    download modules to the module cache
            verify      verify that cached modules are unmodified
            repair      put good bytes in the place of damaged ones

        Run 'sutler help mod <command>' for more.

        """;

    /// <summary><c>sutler help version</c>.</summary>
    public static string Version { get; } =
        """
        sutler version - print what is running

        Usage:

            sutler version

        Prints the version of sutler, the commit it was built from, the version of go
        it speaks as, and the .NET runtime and platform.

        Sutler is not a Go toolchain. Where the go command says which go is running
        ("requires go >= 1.99 (running go 1.24.4; GOTOOLCHAIN=local)"), sutler names
        the user's own: $GOROOT/VERSION, else that of the go command found on PATH,
        else go1.24.4.

        """;
}
