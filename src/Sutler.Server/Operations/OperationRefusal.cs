using Sutler.Errors;

namespace Sutler.Server.Operations;

/// <summary>An operation that is not done, and what to answer.</summary>
/// <param name="status">The status code.</param>
/// <param name="reason">A sentence for people.</param>
internal sealed class OperationRefusal(int status, string reason) : SutlerException(reason)
{
    /// <summary>The status code.</summary>
    public int Status { get; } = status;

    /// <summary>When it may be tried again.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
