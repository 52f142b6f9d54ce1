using Sutler.CommandLine;
using Sutler.Go.Verify;
using Sutler.Progress;

namespace Sutler.Commands;

/// <summary><c>sutler mod verify</c>: what it prints and how it ends. Spec: VERIFY-6.</summary>
internal static class ModVerifyCommand
{
    /// <summary>Runs the command; the result is the exit code.</summary>
    public static async Task<int> RunAsync(ModVerifyOptions options, CommandContext context, CancellationToken cancellationToken)
    {
        if (options.Deep)
        {
            return await DeepVerifyCommand.RunAsync(options, context, cancellationToken);
        }

        await using var session = await GoSession.OpenAsync(SessionOptionsFor(options, context), context, cancellationToken);
        var findings = await new ModVerify(session.Project, session.Cache).RunAsync(session.Token);
        return Report(findings, context);
    }

    private static int Report(IReadOnlyList<string> findings, CommandContext context)
    {
        foreach (var finding in findings)
        {
            context.Error.WriteLine(TerminalText.Clean(finding));
        }

        if (findings.Count > 0)
        {
            return ExitCodes.Failed;
        }

        context.Output.WriteLine("all modules verified");
        return ExitCodes.Done;
    }

    private static SessionOptions SessionOptionsFor(ModVerifyOptions options, CommandContext context) => new()
    {
        ModFile = options.ModFile,
        Overlay = options.Overlay,
        WritableTrees = options.ModCacheRw,
        NeedsModule = true,
        Observer = new SilentProgress(context.Error),
        Warn = line => context.Error.WriteLine(TerminalText.Clean(line)),
    };
}
