using Microsoft.Extensions.Time.Testing;
using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class TransferRateTests
{
    [Fact]
    public void Measures_over_the_last_seconds_only()
    {
        var time = new FakeTimeProvider();
        var rate = new TransferRate(time, TimeSpan.FromSeconds(3));
        Assert.Equal(0, rate.Update(0));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1000, rate.Update(1000));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(2000, rate.Update(4000));
        time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(0, rate.Update(4000));
    }
}
