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

    /// <summary>Several errors that arrived together are printed one by one, each with its own prefix.</summary>
    private static int WriteOne(Exception failure, TextWriter error)
    {
        switch (failure)
        {
            case AggregateException joined when joined.InnerExceptions.Count > 0:
                return joined.InnerExceptions.Max(inner => WriteOne(inner, error));
            case FatalException fatal:
                error.WriteLine(fatal.Prefixed ? Prefix + fatal.Message : fatal.Message);
                WriteHint(fatal, error);
                return fatal.ExitCode;
            case SutlerException known:
                error.WriteLine(Prefix + known.Message);
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
