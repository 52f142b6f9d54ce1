namespace Sutler.Help;

internal static partial class HelpPages
{
    /// <summary><c>sutler help config</c>.</summary>
    public static string Config { get; } =
        """
        sutler config - settings of sutler itself

        Usage:

            sutler config <command> [arguments]

        Commands:

            show    print each setting and where it came from

        Run 'sutler help config <command>' for more.

        """;

    /// <summary><c>sutler help config show</c>.</summary>
    public static string ConfigShow { get; } =
        """
        sutler config show - print each setting and where it came from

        Usage:

            sutler config show [--json]

        Flags
            --json    print a JSON object instead of lines

        Exit status
            0    done
            2    the command line or a setting is wrong

        See also 'sutler help environment'.

        """;
}
