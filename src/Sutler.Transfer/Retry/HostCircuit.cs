namespace Sutler.Transfer.Retry;

/// <summary>How a host is treated at one moment, after what it did to the requests before. Decision 16.</summary>
/// <param name="Origin">The host, such as <c>https://proxy.example.com:443</c>.</param>
/// <param name="State">Whether it is asked.</param>
/// <param name="Failures">Operations in a row that came to nothing, retries included.</param>
/// <param name="LastFailure">What was wrong the last time, without passwords; null where nothing is.</param>
/// <param name="ProbeIn">When the next request may find out whether it is well again; null where it is asked anyway, or never again.</param>
public sealed record HostCircuit(string Origin, CircuitState State, int Failures, string? LastFailure, TimeSpan? ProbeIn);

/// <summary>The states of a circuit breaker.</summary>
public enum CircuitState
{
    /// <summary>Requests go through.</summary>
    Closed,

    /// <summary>Requests fail at once, until the host has rested.</summary>
    Open,

    /// <summary>One request is finding out whether the host is well; others fail at once.</summary>
    HalfOpen,
}
