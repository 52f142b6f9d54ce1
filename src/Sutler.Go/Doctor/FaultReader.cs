using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Http;

namespace Sutler.Go.Doctor;

/// <summary>Reads out of a failure what it means for whoever waits for the download. Pure.</summary>
public static class FaultReader
{
    /// <summary>The fault behind a source's failure.</summary>
    public static SourceFault Read(SutlerException failure) => Find<ReadingException>(failure) is { } answer
        ? new SourceFault(OfStatus(answer.StatusCode), answer.Reason)
        {
            StatusCode = answer.StatusCode,
            RetryAfter = answer.RetryAfter,
            Words = Line(answer.Words),
        }
        : IsProxyRefusal(failure)
            ? new SourceFault(FaultClass.AccessDenied, Reason(failure)) { StatusCode = 407, IsOfHttpProxy = true }
            : Find<SlowAnswerException>(failure) is { } slow
            ? new SourceFault(FaultClass.Timeout, slow.Message) { Limit = slow.Limit }
            : new SourceFault(OfFailure(failure), Reason(failure));

    /// <summary>The class of an answer that is not 200.</summary>
    public static FaultClass OfStatus(int status) => status switch
    {
        404 or 410 => FaultClass.PathNotFound,
        401 or 403 or 407 => FaultClass.AccessDenied,
        429 => FaultClass.RateLimited,
        408 => FaultClass.Timeout,
        >= 500 => FaultClass.ServerError,
        _ => FaultClass.BadAnswer,
    };

    /// <summary>The class of a transfer that came to nothing.</summary>
    public static FaultClass OfTransfer(TransferFault fault) => fault switch
    {
        TransferFault.UnknownHost or TransferFault.NameService => FaultClass.NameResolution,
        TransferFault.Refused => FaultClass.ConnectionRefused,
        TransferFault.Unreachable => FaultClass.Unreachable,
        TransferFault.Timeout => FaultClass.Timeout,
        TransferFault.Certificate => FaultClass.UntrustedCertificate,
        TransferFault.Proxy => FaultClass.HttpProxy,
        // Usually somebody who does not speak TLS at all.
        TransferFault.Tls => FaultClass.BadAnswer,
        _ => FaultClass.BrokenConnection,
    };

    /// <summary>A text in one line, of any length: half a secret would not be known for one.</summary>
    public static string Line(string text) => string.Join(' ', text.Split(['\n', '\r', '\t', ' '], StringSplitOptions.RemoveEmptyEntries));

    /// <summary>The reason without the module and the URL, which stand beside it.</summary>
    public static string Reason(SutlerException failure)
    {
        var bare = failure;
        while (bare is ModuleException { InnerException: SutlerException inner })
        {
            bare = inner;
        }

        var text = (Find<TransferException>(failure) ?? bare).Message;
        var cut = text.StartsWith("Get \"", StringComparison.Ordinal) ? text.IndexOf("\": ", StringComparison.Ordinal) : -1;
        return Line(cut > 0 ? text[(cut + 3)..] : text);
    }

    // What a proxy answers to CONNECT is told in its own words, and these are the usual ones.
    private static bool IsProxyRefusal(SutlerException failure) =>
        Find<TransferException>(failure) is { Fault: TransferFault.Proxy } refused && refused.Message.EndsWith("Proxy Authentication Required", StringComparison.OrdinalIgnoreCase);

    private static FaultClass OfFailure(SutlerException failure) =>
        Find<TransferException>(failure) is { } transfer ? OfTransfer(transfer.Fault)
        : DiskFull.Is(failure) ? FaultClass.FullDisk
        : Find<InsecureCredentialsException>(failure) is not null ? FaultClass.BadSettings
        : failure.IsNotExist || Find<NoMatchingVersionException>(failure) is not null ? FaultClass.PathNotFound
        : FaultClass.BadAnswer;

    /// <summary>The text of the first of a failure and those behind it that has these words; null for none.</summary>
    internal static string? FindText(Exception? failure, string words)
    {
        string? found = null;
        for (; failure is not null; failure = failure.InnerException)
        {
            // The innermost says it in the fewest words.
            found = failure is SutlerException && failure.Message.Contains(words, StringComparison.Ordinal) ? failure.Message : found;
        }

        return found;
    }

    /// <summary>The first of a failure and those behind it that is of a kind; null for none.</summary>
    internal static T? Find<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not (null or T))
        {
            failure = failure.InnerException;
        }

        return (T?)failure;
    }
}
