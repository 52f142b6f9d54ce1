using Sutler.Transfer.Http;

namespace Sutler.Go.Doctor;

/// <summary>Ends a question whose answer takes too long as a whole: a body may drip, and each drop starts other limits anew.</summary>
internal static class TimeLimit
{
    /// <summary>Twice what one step of it may take.</summary>
    public static readonly TimeSpan Whole = CheckupWorld.ProbeLimit * 2;

    /// <summary>The answer, or a failure of <see cref="TransferFault.Timeout"/>.</summary>
    public static async Task<T> RunAsync<T>(TimeProvider time, Func<CancellationToken, Task<T>> askAsync, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(Whole, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await askAsync(either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException($"no whole answer within {Whole.TotalSeconds:0} seconds", failure) { Fault = TransferFault.Timeout };
        }
    }
}
