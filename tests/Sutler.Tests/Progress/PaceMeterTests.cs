using Microsoft.Extensions.Time.Testing;
using Sutler.Progress;
using Xunit;

namespace Sutler.Tests.Progress;

public sealed class PaceMeterTests
{
    private readonly FakeTimeProvider _time = new();

    [Theory]
    [InlineData("lengths are known: by bytes", 10, 1, 1000L, 3000L, 6.0)]
    [InlineData("lengths are not known: by modules", 10, 4, 1000L, null, 3.0)]
    [InlineData("too few modules to tell", 10, 2, 1000L, null, null)]
    [InlineData("nothing arrives", 10, 1, 0L, 3000L, null)]
    [InlineData("all is done", 4, 4, 1000L, null, null)]
    [InlineData("nothing is planned", 0, 0, 0L, null, null)]
    [InlineData("all bytes are there", 4, 3, 1000L, 0L, null)]
    public void Tells_the_time_left_where_it_is_known(string name, int planned, int downloaded, long bytes, long? left, double? seconds)
    {
        var meter = new PaceMeter(_time);
        meter.Update(new ProgressSnapshot());
        _time.Advance(TimeSpan.FromSeconds(2));
        var pace = meter.Update(new ProgressSnapshot { Planned = planned, Downloaded = downloaded, Bytes = bytes, BytesExpected = left });
        Assert.Equal((name, bytes / 2, seconds), (name, pace.BytesPerSecond, pace.Left?.TotalSeconds));
    }

    [Fact]
    public void Does_not_guess_in_the_first_moment()
    {
        var meter = new PaceMeter(_time);
        meter.Update(new ProgressSnapshot());
        _time.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Null(meter.Update(new ProgressSnapshot { Planned = 10, Downloaded = 5, Bytes = 500, BytesExpected = 500 }).Left);
    }

    [Fact]
    public void Cached_modules_say_nothing_of_the_time_others_take()
    {
        var meter = new PaceMeter(_time);
        meter.Update(new ProgressSnapshot());
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(2.5, meter.Update(new ProgressSnapshot { Planned = 100, Cached = 91, Downloaded = 4, Bytes = 10 }).Left?.TotalSeconds);
    }
}
