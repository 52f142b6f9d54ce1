using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.Storage;
using Sutler.Transfer.Http;

namespace Sutler.Go.Serving.Stored;

/// <summary>Makes answers of what went wrong at a source: only what is truly absent is absent. Pure. Architecture 6; SRV-2.</summary>
internal static class SourceOutcome
{
    /// <summary>The answer that a failure makes.</summary>
    public static ServedAnswer AnswerOf(SutlerException failure) => failure switch
    {
        BusyException => new ServedAnswer.Failed(503, failure.Message, TimeSpan.FromSeconds(5)) { Cause = AnswerCause.Busy },
        StorageException => new ServedAnswer.Failed(500, "what is kept here cannot be read or written") { Cause = AnswerCause.Broken },
        _ when Find<VerificationException>(failure) is not null => new ServedAnswer.Failed(502, failure.Message),
        { IsNotExist: true } => new ServedAnswer.Absent(Find<ReadingException>(failure) is { StatusCode: 410 } ? 410 : 404, failure.Message),
        _ when Find<ReadingException>(failure) is { } refusal => OfStatus(failure, refusal),
        _ when Find<TransferException>(failure) is { Fault: TransferFault.Timeout } => new ServedAnswer.Failed(504, failure.Message),
        _ => new ServedAnswer.Failed(502, failure.Message),
    };

    private static ServedAnswer OfStatus(SutlerException failure, ReadingException refusal) => refusal.StatusCode switch
    {
        403 => new ServedAnswer.Refused(failure.Message),
        429 or 503 => new ServedAnswer.Failed(refusal.StatusCode, failure.Message, refusal.RetryAfter),
        504 => new ServedAnswer.Failed(504, failure.Message),
        _ => new ServedAnswer.Failed(502, failure.Message),
    };

    private static T? Find<T>(Exception? failure)
        where T : Exception
    {
        while (failure is not (null or T))
        {
            failure = failure.InnerException;
        }

        return (T?)failure;
    }
}
