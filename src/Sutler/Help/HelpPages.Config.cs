using System.Text;
using Sutler.Settings;

namespace Sutler.Help;

internal static partial class HelpPages
{
    private const int Columns = 80;
    private const int MeaningColumn = 24;

    /// <summary><c>sutler help config</c>.</summary>
    public static string Config =>
        $$"""
        sutler config - settings of sutler itself

        Usage:

            sutler config <command> [arguments]

        Commands:

            show     print each setting and where it came from
            check    say whether the settings are in order

        Settings come from a flag, where there is one, else from the environment, else
        from the settings file, else they are defaults. The file is the one that
        SUTLER_CONFIG names ('off' for none), else sutler/sutler.json in the user's
        configuration directory (~/.config, %AppData%). A file in the project is not
        read. It may hold comments:

            {
              "client": {
                "retries": 8,           // also: SUTLER_RETRIES=8
                "timeout": "2m",        // also: 120000 (ms), SUTLER_TIMEOUT=2m
                "insecureHosts": []     // also: SUTLER_INSECURE_HOSTS=a.corp,b.corp
              },
              "server": {
                "listen": "127.0.0.1:7878"
              }
            }

        Keys of "client", each with a variable SUTLER_ and its words in upper case
        {{Keys("client")}}
        Keys of "server", for 'sutler serve'
        {{Keys("server")}}
        What cannot be understood ends the run with exit status 2. Go's own settings
        (GOPROXY and others) stay where the go command has them.

        Run 'sutler help config <command>' for more.

        """;

    /// <summary><c>sutler help config show</c>.</summary>
    public static string ConfigShow { get; } =
        """
        sutler config show - print each setting and where it came from

        Usage:

            sutler config show [--json]

        Prints the settings file, then a line for each setting: its key, its value, and
        'default', the environment variable, or the line of the file that set it. A
        value that has no effect says why. Passwords are hidden.

        Flags
            --json    print a JSON object instead of lines

        Exit status
            0    done
            2    the command line or a setting is wrong

        See also 'sutler help config'.

        """;

    /// <summary><c>sutler help config check</c>.</summary>
    public static string ConfigCheck { get; } =
        """
        sutler config check - say whether the settings are in order

        Usage:

            sutler config check [file]

        Reads the settings as every command does, those of the server and the files
        they name included, and does nothing else. With a file, that one takes the
        place of the settings file, and variables of the environment do not count.

        Exit status
            0    all is in order
            1    a file that a setting names cannot be used
            2    a setting, or the command line, is wrong; the error says where

        See also 'sutler help config'.

        """;

    private static string Keys(string section)
    {
        var text = new StringBuilder();
        foreach (var setting in SettingSections.Of(section))
        {
            var value = setting.Show(new SettingValues());
            var unit = setting.Unit.Length > 0 ? " " + setting.Unit : "";
            Wrap(text, "    " + setting.Name, value.Length > 0 ? $"{setting.Meaning} (default: {value}{unit})" : setting.Meaning);
        }

        return text.ToString();
    }

    private static void Wrap(StringBuilder text, string name, string meaning)
    {
        var line = new StringBuilder(name.PadRight(MeaningColumn));
        foreach (var word in meaning.Split(' '))
        {
            if (line.Length + word.Length > Columns - 1)
            {
                text.Append(line.ToString().TrimEnd()).Append('\n');
                line.Clear().Append(' ', MeaningColumn);
            }

            line.Append(word).Append(' ');
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
