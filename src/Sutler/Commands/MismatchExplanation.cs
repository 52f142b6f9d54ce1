using Sutler.Errors;
using Sutler.Output;

namespace Sutler.Commands;

/// <summary>Says after a run, on standard error, why things did not verify. The go command's own texts come first, and stay as they are.</summary>
internal static class MismatchExplanation
{
    /// <summary>Whether a failure may be followed by an explanation.</summary>
    public static bool Follows(Exception failure, GoSession session) => failure is SutlerException or AggregateException && session.Mismatches.Seen.Count > 0;

    /// <summary>Looks into each mismatch and prints what was found; nothing when there was none.</summary>
    public static async Task WriteAsync(GoSession session, TextWriter error, CancellationToken cancellationToken)
    {
        if (session.Mismatches.Seen.Count == 0)
        {
            return;
        }

        var investigator = session.CreateInvestigator();
        foreach (var seen in session.Mismatches.Seen)
        {
            var diagnosis = await investigator.InvestigateAsync(seen, cancellationToken);
            error.Write(TerminalText.Clean(DiagnosisText.Of(seen.Mismatch.Key, diagnosis)));
        }

        if (session.Mismatches.Skipped is > 0 and var skipped)
        {
            error.Write($"sutler: {skipped} more {(skipped == 1 ? "mismatch was" : "mismatches were")} not looked into; 'sutler mod download' of one module at a time says more\n");
        }
    }
}
