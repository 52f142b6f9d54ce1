using Microsoft.Extensions.Time.Testing;
using Sutler.Errors;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Retry;

/// <summary>What can be seen of a host's circuit breaker, and who may ask while it is half open. Decision 16.</summary>
public sealed class HostCircuitTests
{
    private static readonly Url Proxy = Url.Parse("https://u:secret@proxy.example.com/x");
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(15);
    private readonly FakeTimeProvider _time = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Opens_rests_lets_one_request_find_out_and_closes()
    {
        var retrier = Create();
        Check(retrier, CircuitState.Closed, 0, null);
        await FailAsync(retrier, 2);
        Check(retrier, CircuitState.Closed, 2, null);
        await FailAsync(retrier, 1);
        Check(retrier, CircuitState.Open, 3, Rest);
        _time.Advance(TimeSpan.FromSeconds(10));
        Check(retrier, CircuitState.Open, 3, TimeSpan.FromSeconds(5));
        _time.Advance(TimeSpan.FromDays(1));
        Check(retrier, CircuitState.Open, 3, TimeSpan.Zero);

        var gate = new Gate();
        var probe = retrier.RunAsync(new RetryScope(Proxy, retries: 0), async token =>
        {
            await gate.PassAsync(token);
            return true;
        }, Token);
        await gate.WaitForArrivalsAsync(1, Token);
        Check(retrier, CircuitState.HalfOpen, 3, Rest);
        // Nobody else is let through meanwhile.
        await Assert.ThrowsAsync<TransferException>(() => AskAsync(retrier, () => throw new InvalidOperationException("was asked")));
        gate.Open();
        await probe;
        Check(retrier, CircuitState.Closed, 0, null);
        Assert.True(await AskAsync(retrier, static () => true));
    }

    [Fact]
    public async Task Opens_again_after_one_failure_when_half_open()
    {
        var retrier = Create();
        await FailAsync(retrier, 3);
        _time.Advance(Rest);
        await FailAsync(retrier, 1);
        Check(retrier, CircuitState.Open, 4, Rest);
    }

    [Fact]
    public async Task Lets_another_request_find_out_when_the_first_never_came_back()
    {
        var retrier = Create();
        await FailAsync(retrier, 3);
        _time.Advance(Rest);
        using var leaving = new CancellationTokenSource();
        var gate = new Gate();
        var probe = retrier.RunAsync(new RetryScope(Proxy, retries: 0), async token =>
        {
            await gate.PassAsync(token);
            return true;
        }, leaving.Token);
        await gate.WaitForArrivalsAsync(1, Token);
        await leaving.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => probe);
        Check(retrier, CircuitState.HalfOpen, 3, Rest);

        _time.Advance(Rest);
        Assert.True(await AskAsync(retrier, static () => true));
        Check(retrier, CircuitState.Closed, 0, null);
    }

    [Fact]
    public async Task Knows_each_host_by_itself()
    {
        var retrier = Create();
        await FailAsync(retrier, 3);
        Assert.Equal(CircuitState.Closed, retrier.CircuitOf(Url.Parse("https://proxy.example.com:8443/x")).State);
        Assert.Equal(CircuitState.Open, retrier.CircuitOf(Url.Parse("https://PROXY.example.com/y")).State);
    }

    [Fact]
    public async Task Has_no_rest_in_a_run()
    {
        var retrier = new Retrier(new RetryPolicy { Retries = 1 }, _time);
        await FailAsync(retrier, 3);
        Assert.Equal((CircuitState.Open, null), (retrier.CircuitOf(Proxy).State, retrier.CircuitOf(Proxy).ProbeIn));
    }

    [Fact]
    public async Task Guards_a_server_that_never_tries_again()
    {
        var retrier = new Retrier(new RetryPolicy { Retries = 0, HostRest = Rest }, _time);
        await FailAsync(retrier, 3);
        Assert.Equal(CircuitState.Open, retrier.CircuitOf(Proxy).State);
    }

    [Fact]
    public async Task Says_that_a_server_asks_again_later()
    {
        var retrier = Create();
        await FailAsync(retrier, 3);
        var failure = await Assert.ThrowsAsync<TransferException>(() => AskAsync(retrier, static () => true));
        Assert.Equal("Get \"https://u:***@proxy.example.com/x\": host is left alone for a while after 3 failures in a row, the last: broken", failure.Message);
    }

    [Fact]
    public async Task Remembers_so_many_hosts_and_no_more()
    {
        var retrier = new Retrier(new RetryPolicy { Retries = 1, HostRest = Rest, FailuresBeforeHostIsSkipped = 1 }, _time);
        for (var i = 0; i < 10_000; i++)
        {
            await FailAsync(retrier, 1, Host(i));
        }

        // One that is known, and fails again, takes no more room.
        _time.Advance(Rest);
        await FailAsync(retrier, 1, Host(0));
        Assert.Equal(CircuitState.Open, retrier.CircuitOf(Host(9999)).State);
        await FailAsync(retrier, 1, Host(10_000));
        Assert.Equal((CircuitState.Closed, CircuitState.Open), (retrier.CircuitOf(Host(0)).State, retrier.CircuitOf(Host(10_000)).State));

        static Url Host(int number) => Url.Parse($"https://host{number}.example.com/x");
    }

    private Retrier Create() => new(new RetryPolicy { Retries = 1, HostRest = Rest }, _time);

    private static void Check(Retrier retrier, CircuitState state, int failures, TimeSpan? probeIn) =>
        Assert.Equal(new HostCircuit("https://proxy.example.com:443", state, failures, failures == 0 ? null : "broken", probeIn), retrier.CircuitOf(Proxy));

    private static async Task FailAsync(Retrier retrier, int times, Url? url = null)
    {
        for (var i = 0; i < times; i++)
        {
            await Assert.ThrowsAnyAsync<SutlerException>(() => AskAsync(retrier, static () => throw new TransferException("broken"), url));
        }
    }

    private static Task<bool> AskAsync(Retrier retrier, Func<bool> answer, Url? url = null) =>
        retrier.RunAsync(new RetryScope(url ?? Proxy, retries: 0), _ => Task.FromResult(answer()), Token);
}
