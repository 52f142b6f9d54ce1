using Microsoft.AspNetCore.Http;
using Sutler.Go.Serving;
using Sutler.Go.Serving.Prefetching;

namespace Sutler.Server.Operations;

/// <summary><c>POST /api/prefetch</c>: brings in what a go.mod or go.sum names, and tells of each module version when it is done with it.</summary>
/// <remarks>
/// <code>
/// {"module":"rsc.io/quote","version":"v1.5.2","files":["info","mod","zip"],"status":"fetched"}
/// {"module":"ex.com/gone","version":"v1.0.0","files":["mod"],"status":"failed","error":"..."}
/// {"done":true,"here":0,"fetched":1,"failed":1,"skipped":0}
/// </code>
/// A few at a time, over all requests, so that clients have places left. A client that leaves ends it; fetches on their way go on.
/// </remarks>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
internal sealed class PrefetchPage(IModuleServer modules, TimeProvider time)
#pragma warning restore CA1001
{
    private const int MaxBody = 4 << 20;
    private const int MaxRequests = 4;
    private const int MaxAtOnce = 8;
    private const string MediaType = "application/x-ndjson";
    private static readonly string[] AllFiles = ["info", "mod", "zip"];
    private static readonly string[] GoModOnly = ["mod"];

    private readonly ModulePrefetcher _prefetcher = new(modules);
    private readonly SemaphoreSlim _places = new(MaxAtOnce);
    private int _requests;

    /// <summary>Answers one request.</summary>
    public async Task<(AnswerCause? Cause, long Bytes)> AnswerAsync(HttpContext context)
    {
        try
        {
            if (Interlocked.Increment(ref _requests) > MaxRequests)
            {
                throw new OperationRefusal(503, $"{MaxRequests} prefetches are going on already") { RetryAfter = TimeSpan.FromSeconds(10) };
            }

            var wanted = WantedBody.Parse(await OperationBody.ReadAsync(context, MaxBody, time));
            OperationWriter.Describe(context.Response, 200, MediaType);
            return (AnswerCause.Hit, await BringAsync(context, wanted));
        }
        finally
        {
            Interlocked.Decrement(ref _requests);
        }
    }

    private async Task<long> BringAsync(HttpContext context, IReadOnlyList<WantedModule> wanted)
    {
        using var writing = new SemaphoreSlim(1);
        var (end, bytes) = (new PrefetchEnd(), 0L);
        var options = new ParallelOptions { MaxDegreeOfParallelism = MaxAtOnce, CancellationToken = context.RequestAborted };
        await Parallel.ForEachAsync(wanted, options, async (module, cancellationToken) =>
        {
            var line = LineOf(module, await BringAsync(module, cancellationToken));
            await writing.WaitAsync(cancellationToken);
            try
            {
                end = end.With(line.Status);
                bytes += await WriteAsync(context, OperationWriter.Line(line, OperationsJson.Default.PrefetchLine), cancellationToken);
            }
            finally
            {
                writing.Release();
            }
        });
        return bytes + await WriteAsync(context, OperationWriter.Line(end, OperationsJson.Default.PrefetchEnd), context.RequestAborted);
    }

    private async Task<PrefetchOutcome> BringAsync(WantedModule module, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            return await _prefetcher.BringAsync(module, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private static PrefetchLine LineOf(WantedModule module, PrefetchOutcome outcome)
    {
        var line = new PrefetchLine(module.Path, module.Version, module.GoModOnly ? GoModOnly : AllFiles, "here");
        return outcome switch
        {
            PrefetchOutcome.Fetched => line with { Status = "fetched" },
            PrefetchOutcome.Failed failed => line with { Status = "failed", Error = ReasonText.Clean(failed.Reason) },
            PrefetchOutcome.Skipped skipped => line with { Status = "skipped", Error = skipped.Reason },
            _ => line,
        };
    }

    private static async Task<int> WriteAsync(HttpContext context, byte[] line, CancellationToken cancellationToken)
    {
        await context.Response.Body.WriteAsync(line, cancellationToken);
        await context.Response.Body.FlushAsync(cancellationToken);
        return line.Length;
    }
}
