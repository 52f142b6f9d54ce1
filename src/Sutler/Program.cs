using System.Collections;
using System.Text;
using Sutler.Terminals;

namespace Sutler;

/// <summary>The process: its streams, signals and environment, handed to <see cref="Application"/>.</summary>
internal static class Program
{
    private static async Task<int> Main(string[] arguments)
    {
        StandardStreams.Occupy();
        var handover = new TerminalHandover();
        using var signals = new TerminationSignals(handover);
        await using var output = Writer(StandardStreams.OpenOutput(), autoFlush: false);
        await using var error = TextWriter.Synchronized(Writer(StandardStreams.OpenError(), autoFlush: true));
        var variables = ReadVariables();
        var context = new CommandContext
        {
            Output = output,
            Error = error,
            Variables = variables,
            WorkingDirectory = WorkingDirectory.Current(variables.GetValueOrDefault("PWD", "")),
            Time = TimeProvider.System,
            ErrorIsTerminal = !Console.IsErrorRedirected && variables.GetValueOrDefault("TERM", "") != "dumb",
            TerminalSize = TerminalSize.OfStandardError,
            OwnsTerminal = static () => !OperatingSystem.IsLinux() || LinuxTerminal.IsInForeground(),
            Handover = handover,
        };
        return signals.Translate(await new Application(Composition.Commands).RunAsync(arguments, context, signals.Token));
    }

    private static StreamWriter Writer(Stream stream, bool autoFlush) =>
        new(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false)) { AutoFlush = autoFlush, NewLine = "\n" };

    private static Dictionary<string, string> ReadVariables()
    {
        var variables = new Dictionary<string, string>(OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal);
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            variables[(string)variable.Key] = (string?)variable.Value ?? "";
        }

        return variables;
    }
}
