using Sutler.Errors;

namespace Sutler.CommandLine;

/// <summary>The words that name a command, and what to say about words that do not.</summary>
internal static class CommandLookup
{
    /// <summary>The commands of the executable, by the words that name them, and what each does.</summary>
    public static IReadOnlyList<(string Name, string Summary)> Summaries { get; } =
    [
        ("mod download", "download modules to the module cache"),
        ("mod verify", "verify that cached modules are unmodified"),
        ("mod repair", "put good bytes in the place of damaged ones in the module cache"),
        ("doctor", "find out why a download fails"),
        ("serve", "answer go commands as a module proxy"),
        ("status", "show what a running module proxy is doing"),
        ("cache prune", "remove what crashes left, and modules that are not wanted"),
        ("config show", "print each setting and where it came from"),
        ("config check", "say whether the settings are in order"),
        ("completion", "print the script that completes sutler in a shell"),
        ("version", "print the version of sutler"),
        ("help", "explain a command or topic"),
    ];

    /// <summary>The names alone.</summary>
    public static IReadOnlyList<string> Commands { get; } = [.. Summaries.Select(command => command.Name)];

    /// <summary>The first words of commands of two.</summary>
    public static IReadOnlyList<string> Groups { get; } =
        [.. Commands.Where(command => command.Contains(' ')).Select(command => command.Split(' ')[0]).Distinct()];

    /// <summary>Commands of go that a user may expect here.</summary>
    private static readonly string[] GoCommands =
    [
        "bug", "build", "clean", "doc", "env", "fix", "fmt", "generate", "get", "install", "list", "work", "run", "telemetry", "test", "tool",
        "vet", "mod edit", "mod graph", "mod init", "mod tidy", "mod vendor", "mod why",
    ];

    /// <summary>How many leading arguments are words of a command or of a group of commands.</summary>
    public static int Count(IReadOnlyList<string> arguments) => arguments switch
    {
        [var group, var word, ..] when Groups.Contains(group) && Commands.Contains($"{group} {word}") => 2,
        [var word, ..] when Groups.Contains(word) || (word != "help" && Commands.Contains(word)) => 1,
        _ => 0,
    };

    /// <summary>The mistake of a word or flag that <paramref name="group"/> does not know.</summary>
    public static FatalException Unknown(string group, string word)
    {
        var scope = group.Length == 0 ? "sutler" : $"sutler {group}";
        if (word.StartsWith('-'))
        {
            return Misuse($"{scope}: unknown flag {word}", HelpFor(group));
        }

        var full = group.Length == 0 ? word : $"{group} {word}";
        if (GoCommands.Contains(full))
        {
            return new FatalException($"{scope}: unknown command {word}")
            {
                ExitCode = ExitCodes.Usage,
                Hint = $"sutler fills and verifies the module cache; for the rest use 'go {full}', which works on the same cache",
            };
        }

        return Nearest(full) is { } near
            ? new FatalException($"{scope}: unknown command {word}") { ExitCode = ExitCodes.Usage, Hint = $"did you mean 'sutler {near}'?" }
            : Misuse($"{scope}: unknown command {word}", HelpFor(group));
    }

    /// <summary>A usage mistake of a command of our own.</summary>
    public static FatalException Misuse(string message, string help) =>
        new($"{message}\nRun '{help}' for usage.") { ExitCode = ExitCodes.Usage };

    private static string HelpFor(string group) => group.Length == 0 ? "sutler help" : $"sutler help {group}";

    /// <summary>The command nearest to what was typed; <c>download</c> alone means <c>mod download</c>.</summary>
    private static string? Nearest(string text)
    {
        var near = Spelling.Nearest(text, Commands.Concat(Commands.Select(LastWord)));
        return Commands.Contains(near) ? near : Commands.FirstOrDefault(command => LastWord(command) == near);
    }

    private static string LastWord(string command) => command[(command.IndexOf(' ') + 1)..];
}
