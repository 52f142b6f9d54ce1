using Sutler.Errors;
using Sutler.Transfer.Http;

namespace Sutler.Go.Doctor;

/// <summary>Ends a question whose answer takes too long as a whole: a body may drip, and each drop starts other limits anew.</summary>
public static class TimeLimit
{
    /// <summary>Longer than any single wait, so that a silence is told as such.</summary>
    public static readonly TimeSpan Whole = CheckupWorld.ProbeLimit * 1.5;

    /// <summary>A repository may have to be fetched for an answer.</summary>
    public static readonly TimeSpan VersionControl = TimeSpan.FromMinutes(2);

    /// <summary>The answer, or a failure of <see cref="TransferFault.Timeout"/>.</summary>
    public static Task<T> RunAsync<T>(TimeProvider time, Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken) =>
        RunAsync(time, Whole, askAsync, cancellationToken);

    /// <summary>The same with another limit.</summary>
    public static async Task<T> RunAsync<T>(TimeProvider time, TimeSpan limit, Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await askAsync(either.Token);
        }
        catch (Exception failure) when (failure is OperationCanceledException or SutlerException && timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            // A connection that is given up breaks in one of many ways, and which of them is chance.
            throw new SlowAnswerException(limit, failure);
        }
    }
}

/// <summary>An answer that came, but not whole in the time a checkup has for it.</summary>
/// <param name="limit">The time.</param>
/// <param name="failure">How it ended.</param>
public sealed class SlowAnswerException(TimeSpan limit, Exception failure)
    : SutlerException($"no whole answer within {limit.TotalSeconds:0} seconds", failure)
{
    /// <summary>The time.</summary>
    public TimeSpan Limit => limit;
}
