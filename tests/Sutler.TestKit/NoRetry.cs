using Sutler.Transfer.Retry;

namespace Sutler.TestKit;

/// <summary>Operations that are tried once, for tests of what one failure looks like.</summary>
public static class NoRetry
{
    /// <summary>Tries once.</summary>
    public static Retrier Retrier { get; } = new(new RetryPolicy { Retries = 0 }, TimeProvider.System);
}
