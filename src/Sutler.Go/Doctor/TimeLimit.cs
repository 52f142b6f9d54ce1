using Sutler.Transfer.Http;

namespace Sutler.Go.Doctor;

/// <summary>Ends a question whose answer takes too long as a whole: a body may drip, and each drop starts other limits anew.</summary>
internal static class TimeLimit
{
    /// <summary>Twice what one step of it may take.</summary>
    public static readonly TimeSpan Whole = CheckupWorld.ProbeLimit * 2;

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
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException($"no whole answer within {limit.TotalSeconds:0} seconds", failure) { Fault = TransferFault.Timeout };
        }
    }
}
