using Microsoft.Extensions.Time.Testing;
using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Retry;

/// <summary>When a host is left alone, and for how long. Decision 16.</summary>
public sealed class HostHealthTests
{
    private readonly FakeTimeProvider _time = new();
    private bool _isWell;
    private int _attempts;

    [Fact]
    public async Task A_run_does_without_a_host_to_its_end()
    {
        var retrier = new Retrier(new RetryPolicy { Retries = 1 }, _time);
        await AskAsync(retrier, 5);
        _time.Advance(TimeSpan.FromDays(1));
        await AskAsync(retrier, 5);
        Assert.Equal(3, _attempts);
    }

    [Fact]
    public async Task A_server_asks_once_when_the_host_has_rested()
    {
        var retrier = new Retrier(new RetryPolicy { Retries = 1, HostRest = TimeSpan.FromSeconds(15) }, _time);
        await AskAsync(retrier, 5);
        _time.Advance(TimeSpan.FromSeconds(14.9));
        await AskAsync(retrier, 1);
        Assert.Equal(3, _attempts);

        // One is enough to find out that it is not well yet.
        _time.Advance(TimeSpan.FromSeconds(0.1));
        await AskAsync(retrier, 5);
        Assert.Equal(4, _attempts);

        _isWell = true;
        await AskAsync(retrier, 5);
        Assert.Equal(4, _attempts);
        _time.Advance(TimeSpan.FromSeconds(15));
        await AskAsync(retrier, 5);
        Assert.Equal(9, _attempts);
    }

    private async Task AskAsync(Retrier retrier, int times)
    {
        for (var i = 0; i < times; i++)
        {
            try
            {
                await retrier.RunAsync(new RetryScope(Url.Parse("https://proxy.example.com/x"), retries: 0), AttemptAsync, TestContext.Current.CancellationToken);
            }
            catch (SutlerException failure)
            {
                Assert.Contains("broken", failure.Message, StringComparison.Ordinal);
            }
        }
    }

    private Task<bool> AttemptAsync(CancellationToken cancellationToken)
    {
        _attempts++;
        return _isWell ? Task.FromResult(true) : throw new TransferException("broken");
    }
}
