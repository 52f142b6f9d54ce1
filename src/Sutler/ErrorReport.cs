using Sutler.Errors;

namespace Sutler;

/// <summary>Prints what ended a command, as the go command would, and says what the process ends with. Spec: CMD-4.</summary>
internal static class ErrorReport
{
    private const string Prefix = "go: ";

    /// <summary>Writes <paramref name="failure"/> and gives the exit code. A stack trace only when <paramref name="debug"/>.</summary>
    public static int Write(Exception failure, TextWriter error, bool debug)
    {
        var code = WriteOne(failure, error);
        if (debug)
        {
            error.WriteLine(failure.ToString());
        }

        return code;
    }

    /// <summary>Says that the user ended the run, and gives the exit code.</summary>
    public static int WriteInterrupted(TextWriter error)
    {
        error.WriteLine("sutler: interrupted; what is whole stays in the cache, and the next run goes on from there");
        return ExitCodes.Interrupted;
    }

    /// <summary>Prints one failure as the go command does: after its prefix, and with one line end even if the text has its own.</summary>
    public static void WriteError(string message, TextWriter error) => WriteEnded(Prefix + message, error);

    private static void WriteEnded(string text, TextWriter error)
    {
        var clean = TerminalText.Clean(text);
        error.Write(clean.EndsWith('\n') ? clean : clean + "\n");
    }

    /// <summary>Several errors that arrived together are printed one by one, each with its own prefix.</summary>
    private static int WriteOne(Exception failure, TextWriter error)
    {
        switch (failure)
        {
            case AggregateException joined when joined.InnerExceptions.Count > 0:
                return joined.InnerExceptions.Max(inner => WriteOne(inner, error));
            case FatalException fatal:
                WriteEnded(fatal.Prefixed ? Prefix + fatal.Message : fatal.Message, error);
                WriteHint(fatal, error);
                return fatal.ExitCode;
            case SutlerException known:
                WriteError(known.Message, error);
                WriteHint(known, error);
                return ExitCodes.Failed;
            case IOException or UnauthorizedAccessException:
                // The world failed where no one had more to say than the system: a full disk, a lost mount.
                error.WriteLine($"sutler: {failure.Message}");
                return ExitCodes.Failed;
            default:
                error.WriteLine(
                    $"sutler: internal error: {failure.GetType().Name}: {failure.Message.ReplaceLineEndings(" ")}; " +
                    "please report this with the command line (SUTLER_DEBUG=1 shows where it happened)");
                return ExitCodes.Failed;
        }
    }

    private static void WriteHint(SutlerException failure, TextWriter error)
    {
        if (failure.Hint is { Length: > 0 } hint)
        {
            error.WriteLine();
            error.WriteLine($"hint: {hint}");
        }
    }
}
