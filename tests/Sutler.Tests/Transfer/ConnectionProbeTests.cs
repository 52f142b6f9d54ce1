using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Probes;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class ConnectionProbeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Connects_to_each_address_for_itself()
    {
        await using var upstream = await ScriptedUpstream.StartAsync();
        var answers = await new ConnectionProbe(new HttpFetcherOptions()).ConnectAsync([IPAddress.Loopback, IPAddress.Parse("127.0.0.2")], upstream.Port, Token);
        Assert.Null(answers[0].Failure);
        Assert.Equal(TransferFault.Refused, answers[1].Failure?.Fault);
        Assert.Equal($"dial tcp 127.0.0.2:{upstream.Port}: connect: connection refused", answers[1].Failure?.Message);
    }

    [Theory]
    [InlineData("no such host", SocketError.HostNotFound, TransferFault.UnknownHost, "dial tcp: lookup h.example: no such host")]
    [InlineData("no answer", SocketError.TryAgain, TransferFault.NameService, "dial tcp: lookup h.example: Temporary failure in name resolution")]
    public async Task Tells_why_a_name_leads_nowhere(string name, SocketError error, TransferFault fault, string message)
    {
        var options = new HttpFetcherOptions { Resolve = (_, _) => throw new SocketException((int)error) };
        var answer = await new ConnectionProbe(options).ResolveAsync("h.example", Token);
        Assert.Equal((name, fault, message), (name, answer.Failure!.Fault, answer.Failure.Message));
    }

    [Fact]
    public async Task Waits_no_longer_than_it_may()
    {
        var clock = new FakeTimeProvider();
        var asked = new TaskCompletionSource();
        var options = new HttpFetcherOptions
        {
            TimeProvider = clock,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            Resolve = async (_, token) =>
            {
                asked.SetResult();
                await Task.Delay(Timeout.InfiniteTimeSpan, clock, token);
                return [];
            },
        };
        var answer = new ConnectionProbe(options).ResolveAsync("h.example", Token);
        await asked.Task;
        clock.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(TransferFault.Timeout, (await answer).Failure?.Fault);
        Assert.Equal(TimeSpan.FromSeconds(10), (await answer).Elapsed);
    }

    [Fact]
    public async Task Can_be_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var options = new HttpFetcherOptions { Resolve = async (_, token) => { await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token); return []; } };
        var answer = new ConnectionProbe(options).ResolveAsync("h.example", stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answer);
    }
}
