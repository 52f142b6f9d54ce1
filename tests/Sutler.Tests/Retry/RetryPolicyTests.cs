using CsCheck;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Xunit;

namespace Sutler.Tests.Retry;

public sealed class RetryPolicyTests
{
    private static readonly RetryPolicy Policy = new();

    [Theory]
    [InlineData(1, 500)]
    [InlineData(2, 1000)]
    [InlineData(3, 2000)]
    [InlineData(4, 4000)]
    [InlineData(5, 8000)]
    public void Doubles_the_longest_wait_with_each_failure(int failures, int milliseconds)
    {
        Assert.Equal(TimeSpan.FromMilliseconds(milliseconds), Policy.DelayAfter(failures, 5, TimeSpan.Zero, new Trouble(), 1));
    }

    [Fact]
    public void Waits_any_time_from_nothing_to_the_bound() =>
        Gen.Select(Gen.Int[1, 2000], Gen.Double[0, 0.999], Gen.Int[0, 2000]).Sample((failures, jitter, retries) =>
        {
            var policy = Policy with { Retries = 2000 };
            var delay = policy.DelayAfter(failures, retries, TimeSpan.Zero, new Trouble(), jitter);
            return failures > retries ? delay is null : delay >= TimeSpan.Zero && delay <= policy.LongestDelay;
        });

    [Fact]
    public void Ends_after_the_retries_of_the_policy_or_of_the_source_whichever_are_fewer()
    {
        Assert.NotNull(Policy.DelayAfter(5, 5, TimeSpan.Zero, new Trouble(), 0));
        Assert.Null(Policy.DelayAfter(6, 5, TimeSpan.Zero, new Trouble(), 0));
        Assert.Null(Policy.DelayAfter(3, 2, TimeSpan.Zero, new Trouble(), 0));
        Assert.Null((Policy with { Retries = 0 }).DelayAfter(1, 5, TimeSpan.Zero, new Trouble(), 0));
    }

    [Fact]
    public void Never_repeats_what_cannot_pass()
    {
        Assert.Null(Policy.DelayAfter(1, 5, TimeSpan.Zero, new Trouble { MayPass = false }, 0));
    }

    [Fact]
    public void Obeys_the_server_up_to_a_limit()
    {
        Assert.Equal(TimeSpan.FromSeconds(77), Policy.DelayAfter(1, 5, TimeSpan.Zero, new Trouble { RetryAfter = TimeSpan.FromSeconds(77) }, 0.1));
        Assert.Null(Policy.DelayAfter(1, 5, TimeSpan.Zero, new Trouble { RetryAfter = TimeSpan.FromSeconds(121) }, 0.1));
    }

    [Fact]
    public void Starts_nothing_that_would_begin_after_the_budget()
    {
        Assert.NotNull(Policy.DelayAfter(1, 5, Policy.Budget - TimeSpan.FromSeconds(1), new Trouble(), 1));
        Assert.Null(Policy.DelayAfter(1, 5, Policy.Budget - TimeSpan.FromMilliseconds(499), new Trouble(), 1));
    }

    [Theory]
    [InlineData(408, true)]
    [InlineData(425, true)]
    [InlineData(429, true)]
    [InlineData(500, true)]
    [InlineData(502, true)]
    [InlineData(503, true)]
    [InlineData(504, true)]
    [InlineData(599, true)]
    [InlineData(400, false)]
    [InlineData(401, false)]
    [InlineData(403, false)]
    [InlineData(404, false)]
    [InlineData(410, false)]
    [InlineData(416, false)]
    [InlineData(451, false)]
    [InlineData(501, false)]
    [InlineData(505, false)]
    public void Knows_which_statuses_may_pass(int status, bool mayPass)
    {
        Assert.Equal(mayPass, RetryableStatus.MayPass(status));
    }

    private sealed class Trouble : IRetryable
    {
        public bool MayPass { get; init; } = true;

        public TimeSpan? RetryAfter { get; init; }

        public bool ConcernsHost => true;
    }
}
