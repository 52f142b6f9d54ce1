using Polly;
using Polly.Retry;
using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Retry;

/// <summary>Runs network operations under the one <see cref="RetryPolicy"/>.</summary>
/// <remarks>The policy decides, Polly waits and asks again. Thread-safe.</remarks>
public sealed class Retrier
{
    private static readonly ResiliencePropertyKey<RetryScope> ScopeKey = new("scope");
    private static readonly ResiliencePropertyKey<TimeSpan?> DelayKey = new("delay");

    private readonly TimeProvider _time;
    private readonly ITransferObserver? _observer;
    private readonly Func<double> _jitter;
    private readonly HostHealth? _health;
    private readonly Lazy<ResiliencePipeline> _pipeline;

    /// <summary>Creates a retrier; one for a run, since it remembers which hosts to skip.</summary>
    /// <param name="policy">What decides.</param>
    /// <param name="time">Clock of waits and budgets.</param>
    /// <param name="observer">Is told of every retry.</param>
    /// <param name="jitter">Random numbers from 0 to below 1; null for the system's.</param>
    public Retrier(RetryPolicy policy, TimeProvider time, ITransferObserver? observer = null, Func<double>? jitter = null)
    {
        Policy = policy;
        _time = time;
        _observer = observer;
        _jitter = jitter ?? Random.Shared.NextDouble;
        _health = policy.Retries > 0 || policy.HostRest is not null ? new HostHealth(policy.FailuresBeforeHostIsSkipped, policy.HostRest, time) : null;
        // A run that finds everything in the cache asks nobody, and building this takes a tenth of its time.
        _pipeline = new Lazy<ResiliencePipeline>(() => new ResiliencePipelineBuilder { TimeProvider = time }.AddRetry(Strategy()).Build());
    }

    /// <summary>What decides.</summary>
    public RetryPolicy Policy { get; }

    /// <summary>The clock of waits and budgets.</summary>
    internal TimeProvider Time => _time;

    /// <summary>Who is told.</summary>
    internal ITransferObserver? Observer => _observer;

    /// <summary>Whether the host of a URL failed so often in a row that it is left alone, until it is known to be well again.</summary>
    public bool IsResting(Url url) => CircuitOf(url).State != CircuitState.Closed;

    /// <summary>How the host of a URL is treated at the moment.</summary>
    public HostCircuit CircuitOf(Url url) => _health?.CircuitOf(url.Origin) ?? new HostCircuit(url.Origin, CircuitState.Closed, 0, null, null);

    /// <summary>
    /// The result of the first attempt that succeeds, or the failure of the last. Where others follow, what <paramref name="attemptAsync"/>
    /// throws must be an <see cref="IRetryable"/> or wrap one.
    /// </summary>
    public async Task<T> RunAsync<T>(RetryScope scope, Func<CancellationToken, Task<T>> attemptAsync, CancellationToken cancellationToken)
    {
        ThrowIfSkipped(scope.Url);
        scope.Started = _time.GetTimestamp();
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        context.Properties.Set(ScopeKey, scope);
        try
        {
            var result = await _pipeline.Value.ExecuteAsync(
                static (context, state) => new ValueTask<T>(state.Retrier.AttemptAsync(state.Scope, state.Attempt, context.CancellationToken)),
                context,
                (Retrier: this, Scope: scope, Attempt: attemptAsync));
            _health?.Succeeded(scope.Url.Origin);
            return result;
        }
        catch (SutlerException failure)
        {
            Note(scope.Url, failure);
            throw;
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    /// <summary>What makes a failure worth another attempt, found in it or in what it wraps; null when there is no such thing.</summary>
    public static IRetryable? FindRetryable(Exception? failure)
    {
        while (failure is not (null or IRetryable))
        {
            failure = failure.InnerException;
        }
        return (IRetryable?)failure;
    }

    private RetryStrategyOptions Strategy() => new()
    {
        MaxRetryAttempts = int.MaxValue,
        ShouldHandle = arguments => ValueTask.FromResult(Decide(arguments.Outcome.Exception, arguments.Context)),
        DelayGenerator = arguments => ValueTask.FromResult(arguments.Context.Properties.GetValue(DelayKey, null)),
    };

    private bool Decide(Exception? failure, ResilienceContext context)
    {
        if (FindRetryable(failure) is not { } retryable || !context.Properties.TryGetValue(ScopeKey, out var scope))
        {
            return false;
        }
        if (scope.TakeProgress())
        {
            scope.Started = _time.GetTimestamp();
        }
        var failures = scope.CountFailure();
        var delay = Policy.DelayAfter(failures, scope.Retries, _time.GetElapsedTime(scope.Started), retryable, _jitter());
        context.Properties.Set(DelayKey, delay);
        if (delay is { } wait)
        {
            _observer?.Retrying(new RetryNotice(scope.Url, failures, wait, ((Exception)retryable).Message));
        }
        return delay is not null;
    }

    private async Task<T> AttemptAsync<T>(RetryScope scope, Func<CancellationToken, Task<T>> attemptAsync, CancellationToken cancellationToken)
    {
        if (scope.AttemptBudget is not { } budget)
        {
            return await attemptAsync(cancellationToken);
        }
        using var timeout = new CancellationTokenSource(budget, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await attemptAsync(either.Token);
        }
        catch (OperationCanceledException failure) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TransferException($"Get {UrlText.Quote(scope.Url.Starred)}: no whole answer within {budget.TotalSeconds:0} seconds", failure) { Fault = TransferFault.Timeout };
        }
    }

    private void ThrowIfSkipped(Url url)
    {
        if (_health?.ReasonToSkip(url.Origin) is { } reason)
        {
            throw new TransferException($"Get {UrlText.Quote(url.Starred)}: host is {(Policy.HostRest is null ? "not asked again" : "left alone for a while")} after {Policy.FailuresBeforeHostIsSkipped} failures in a row, the last: {reason}")
            {
                MayPass = false,
            };
        }
    }

    // A host that answers is well, whatever it says about one file.
    private void Note(Url url, SutlerException failure)
    {
        if (FindRetryable(failure) is { MayPass: true, ConcernsHost: true } trouble)
        {
            _health?.Failed(url.Origin, ((Exception)trouble).Message);
        }
        else
        {
            _health?.Succeeded(url.Origin);
        }
    }
}
