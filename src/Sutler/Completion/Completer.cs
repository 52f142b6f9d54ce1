using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.OwnCommands;

namespace Sutler.Completion;

/// <summary>
/// Answers the scripts of <c>sutler completion</c>: they call <c>sutler __complete word…</c> with what was typed after <c>sutler</c>, the
/// word under the cursor last, empty or not.
/// </summary>
/// <remarks>
/// A line for each word to offer, a tab and a description after it where there is one; <c>:files</c> or <c>:dirs</c> when names are wanted.
/// Reads go.mod and nothing else, connects nowhere, and is silent about mistakes.
/// </remarks>
internal static class Completer
{
    /// <summary>The word by which scripts call it; no command for people.</summary>
    public const string Command = "__complete";

    private static readonly string[] Topics = ["environment"];

    /// <summary>Prints what may be offered; the result is the exit code.</summary>
    public static int Write(IReadOnlyList<string> typed, CommandContext context)
    {
        var found = Complete(typed, context);
        foreach (var (word, description) in found.Words)
        {
            context.Output.WriteLine(TerminalText.Clean(description.Length == 0 ? word : $"{word}\t{description}"));
        }

        if (found.Names is FlagValue.FileName or FlagValue.DirectoryName)
        {
            context.Output.WriteLine(found.Names is FlagValue.FileName ? ":files" : ":dirs");
        }

        return ExitCodes.Done;
    }

    private static Completions Complete(IReadOnlyList<string> typed, CommandContext context)
    {
        if (typed.Count == 0)
        {
            return Completions.None;
        }

        string[] before = [.. typed.SkipLast(1)];
        var current = typed[^1];
        var count = CommandLookup.Count(before);
        return string.Join(' ', before.Take(count)) switch
        {
            "mod download" => Flags(before[count..], current, ModDownloadOptions.KnownFlags, context, ModulePaths.Complete),
            "mod verify" => Flags(before[count..], current, ModVerifyOptions.KnownFlags, context, static (_, _) => Completions.None),
            "version" => Completions.None,
            "" when before is [] => Words("", current),
            "" when before is ["help", .. var topic] && topic.Length < 2 => HelpTopics(topic, current),
            "" => Completions.None,
            var group when CommandLookup.Groups.Contains(group) => count == before.Length ? Words(group + " ", current) : Completions.None,
            var own => Own(own, [.. before[count..], current], context),
        };
    }

    /// <summary>The next words of the commands that begin with <paramref name="group"/>.</summary>
    private static Completions Words(string group, string current)
    {
        var words = CommandLookup.Summaries
            .Where(command => command.Name.StartsWith(group, StringComparison.Ordinal))
            .Select(command => (Word: command.Name[group.Length..].Split(' ')[0], IsGroup: command.Name.IndexOf(' ', group.Length) > 0, command.Summary))
            .DistinctBy(word => word.Word)
            .Where(word => word.Word.StartsWith(current, StringComparison.Ordinal));
        return new Completions([.. words.Select(word => (word.Word, word.IsGroup ? "" : word.Summary))], FlagValue.Any);
    }

    private static Completions HelpTopics(string[] topic, string current)
    {
        var commands = Words(string.Concat(topic.Select(word => word + " ")), current);
        var topics = topic.Length > 0 ? [] : Topics.Where(word => word.StartsWith(current, StringComparison.Ordinal)).Select(word => (word, ""));
        return commands with { Words = [.. commands.Words.Where(word => word.Word != "help"), .. topics] };
    }

    private static Completions Own(string command, string[] arguments, CommandContext context)
    {
        try
        {
            return Completions.Of(OwnCommandLine.Complete(new OwnCommandCall(command, arguments, context, () => context)));
        }
        catch (SutlerException)
        {
            return Completions.None;
        }
    }

    /// <summary>Follows Go's flag grammar to where the cursor is.</summary>
    private static Completions Flags(
        string[] before, string current, IReadOnlyList<KnownFlag> known, CommandContext context, Func<string, string, Completions> arguments)
    {
        var directory = context.WorkingDirectory;
        for (var i = 0; i < before.Length; i++)
        {
            if (before[i].Length < 2 || before[i][0] != '-' || before[i] == "--")
            {
                return arguments(directory, current);
            }

            var (name, value) = Split(before[i]);
            if (value is null && known.FirstOrDefault(flag => flag.Name == name) is { IsSwitch: false } flag)
            {
                if (i + 1 == before.Length)
                {
                    return Values(flag, "", current);
                }

                value = before[++i];
            }

            directory = name == "C" && value is { Length: > 0 } && !value.Contains('\0') ? Path.GetFullPath(value, directory) : directory;
        }

        return current.StartsWith('-') ? FlagOrValue(known, current, isFirst: before.Length == 0) : arguments(directory, current);
    }

    private static Completions FlagOrValue(IReadOnlyList<KnownFlag> known, string current, bool isFirst)
    {
        var (name, value) = Split(current);
        if (value is not null)
        {
            return known.FirstOrDefault(flag => flag.Name == name) is { IsSwitch: false } flag ? Values(flag, current[..^value.Length], value) : Completions.None;
        }

        var dashes = current.StartsWith("--", StringComparison.Ordinal) ? "--" : "-";
        // -C counts only as the first flag.
        return Completions.Of(known.Where(flag => isFirst || flag.Name != "C").Select(flag => dashes + flag.Name).Where(word => word.StartsWith(current, StringComparison.Ordinal)));
    }

    private static Completions Values(KnownFlag flag, string prefix, string begun) => flag.Value is FlagValue.Words words
        ? Completions.Of(words.All.Where(word => word.StartsWith(begun, StringComparison.Ordinal)).Select(word => prefix + word))
        : new Completions([], flag.Value);

    private static (string Name, string? Value) Split(string word)
    {
        var text = word.TrimStart('-');
        var equals = text.IndexOf('=');
        return equals < 0 ? (text, null) : (text[..equals], text[(equals + 1)..]);
    }
}
