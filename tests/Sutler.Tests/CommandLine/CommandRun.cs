using Microsoft.Extensions.Time.Testing;
using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.GoModules.Modules;
using Sutler.OwnCommands;
using Sutler.Terminals;

namespace Sutler.Tests.CommandLine;

/// <summary>One run of the application with commands that only record what they were asked.</summary>
internal sealed class CommandRun
{
    public required int ExitCode { get; init; }

    public required string Output { get; init; }

    public required string Error { get; init; }

    public ModDownloadOptions? Download { get; init; }

    public ModVerifyOptions? Verify { get; init; }

    public string? WorkingDirectory { get; init; }

    /// <summary>Runs <paramref name="line"/>, split at blanks; <c>''</c> is an empty argument.</summary>
    public static Task<CommandRun> OfAsync(string line, string goFlags = "", Exception? failure = null) =>
        OfAsync([.. line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(word => word == "''" ? "" : word)], goFlags, failure);

    public static async Task<CommandRun> OfAsync(string[] arguments, string goFlags, Exception? failure, CancellationToken cancellationToken = default)
    {
        ModDownloadOptions? download = null;
        ModVerifyOptions? verify = null;
        string? directory = null;
        var (output, error) = (new StringWriter { NewLine = "\n" }, new StringWriter { NewLine = "\n" });
        var commands = new CommandSet
        {
            ChangeDirectory = (_, target) =>
                target == "/nonexist" ? throw new FatalException("chdir /nonexist: no such file or directory") { Prefixed = true } : target,
            ReadGoEnvironment = context => Settings(context, goFlags),
            ModDownload = (options, context, _) =>
            {
                (download, directory) = (options, context.WorkingDirectory);
                return failure is null ? Task.FromResult(0) : throw failure;
            },
            ModVerify = (options, context, _) =>
            {
                (verify, directory) = (options, context.WorkingDirectory);
                return failure is null ? Task.FromResult(0) : throw failure;
            },
            Own = OwnCommandLine.RunAsync,
        };
        var exitCode = await new Application(commands).RunAsync(arguments, Context(output, error), cancellationToken);
        return new CommandRun
        {
            ExitCode = exitCode,
            Output = output.ToString(),
            Error = error.ToString(),
            Download = download,
            Verify = verify,
            WorkingDirectory = directory,
        };
    }

    public static CommandContext Context(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        Variables = new Dictionary<string, string>(),
        WorkingDirectory = "/start",
        Time = new FakeTimeProvider(),
        ErrorIsTerminal = false,
        TerminalSize = () => TerminalSize.Default,
    };

    public static GoEnvironment Settings(CommandContext context, string goFlags)
    {
        var none = new GlobList("");
        return new GoEnvironment
        {
            GoProxy = "off",
            GoPrivate = "",
            GoNoProxy = none,
            GoNoSumDb = none,
            GoInsecure = none,
            GoSumDb = "off",
            GoAuth = "off",
            GoWork = "off",
            Go111Module = "",
            GoToolchain = "local",
            GoFlags = goFlags,
            GoPath = "/go",
            GoModCache = "/go/pkg/mod",
            GoRoot = "",
            GoVersion = "1.23.1",
            WorkingDirectory = context.WorkingDirectory,
            Variables = context.Variables,
        };
    }
}
