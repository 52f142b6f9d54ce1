using System.Runtime.ExceptionServices;
using Sutler.Errors;

namespace Sutler.Go.Loading;

/// <summary>Awaits work that runs at once; a failure that ends the run stops the rest of it instead of waiting. Spec: WRITE-8.</summary>
internal static class StopOnFatal
{
    internal static async Task<T[]> WhenAllAsync<T>(IEnumerable<Func<CancellationToken, Task<T>>> work, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        FatalException? fatal = null;
        var running = work.Select(RunAsync).ToList();
        try
        {
            return await Task.WhenAll(running);
        }
        catch (Exception) when (fatal is not null)
        {
            ExceptionDispatchInfo.Throw(fatal);
            throw;
        }

        async Task<T> RunAsync(Func<CancellationToken, Task<T>> one)
        {
            try
            {
                // Off this thread: what is cached is read without ever waiting, and would be read one after the other.
                return await Task.Run(() => one(stop.Token), CancellationToken.None);
            }
            catch (FatalException error)
            {
                Interlocked.CompareExchange(ref fatal, error, null);
                await stop.CancelAsync();
                throw;
            }
        }
    }
}
