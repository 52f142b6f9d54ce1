using System.Globalization;
using Sutler.Errors;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Direct.Programs;

/// <summary>A version-control program failed, or could not be run: <c>git fetch … in DIR: exit status 128:</c> and what it said, indented.</summary>
/// <remarks>Passwords in URLs are hidden. Spec: GIT-4, OTHER-6.</remarks>
public sealed class VcsProgramException : SutlerException, IRetryable
{
    private VcsProgramException(VcsCommand command, string reason, string said, string help, Exception? inner)
        : base(Text(command, reason, said, help), inner)
    {
        Command = command;
        Said = said;
    }

    /// <summary>The program's exit code; null when it did not run to its end.</summary>
    public int? ExitCode { get; private init; }

    /// <summary>What it said on standard error, as far as that was kept; passwords hidden.</summary>
    public string Said { get; }

    /// <summary>Whether it ended with a failure, and one of these texts stands in what it said.</summary>
    public bool Says(params ReadOnlySpan<string> texts)
    {
        foreach (var text in texts)
        {
            if (ExitCode is not null && Said.Contains(text, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <inheritdoc/>
    public bool MayPass => ExitCode is not null && NetworkTrouble.MayPass(Said);

    /// <inheritdoc/>
    /// <remarks>The program knows, and does not say.</remarks>
    TimeSpan? IRetryable.RetryAfter => null;

    /// <inheritdoc/>
    bool IRetryable.ConcernsHost => MayPass;

    /// <summary>What was run.</summary>
    public VcsCommand Command { get; }

    /// <summary>The program ended with a code other than 0.</summary>
    internal static VcsProgramException Exited(VcsCommand command, int exitCode, string said) =>
        new(command, string.Create(CultureInfo.InvariantCulture, $"exit status {exitCode}"), UrlSecrets.Mask(said), "", null) { ExitCode = exitCode };

    /// <summary>The program could not be started, or did not end.</summary>
    internal static VcsProgramException NotRun(VcsCommand command, SutlerException failure) => new(command, failure.Message, "", "", failure);

    /// <summary>The same failure with a line of help, or as the absence of what was asked for (DISC-13).</summary>
    internal VcsProgramException With(string help, bool isNotExist) =>
        new(Command, Reason, Said, help, InnerException) { ExitCode = ExitCode, IsNotExist = isNotExist };

    private string Reason => ExitCode is { } code ? string.Create(CultureInfo.InvariantCulture, $"exit status {code}") : InnerException!.Message;

    private static string Text(VcsCommand command, string reason, string said, string help)
    {
        var text = $"{UrlSecrets.Mask(string.Join(' ', command.Line))} in {command.Directory}: {reason}";
        said = said.TrimEnd('\n');
        text += said.Length == 0 ? "" : ":\n\t" + said.Replace("\n", "\n\t", StringComparison.Ordinal);
        return help.Length == 0 ? text : text + "\n" + help;
    }
}
