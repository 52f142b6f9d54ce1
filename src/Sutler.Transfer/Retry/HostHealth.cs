using System.Collections.Concurrent;

namespace Sutler.Transfer.Retry;

/// <summary>Remembers which hosts brought nothing but failures, so that not each file waits for them: a circuit breaker for each. Decision 16.</summary>
/// <remarks>
/// <code>
/// closed ──failures in a row──▶ open ──rest──▶ half open: one request finds out ──it succeeds──▶ closed
///                                 ◀──it fails, and the rest begins anew──┘
/// </code>
/// A run does without such a host to its end: it has no rest. A request that finds out and never comes back holds nobody up for longer than
/// another rest. Thread-safe.
/// </remarks>
internal sealed class HostHealth(int failuresBeforeSkipped, TimeSpan? rest, TimeProvider time)
{
    // Names of hosts come from whoever makes requests of a server.
    private const int MostHosts = 10_000;
    private readonly ConcurrentDictionary<string, Trouble> _hosts = new(StringComparer.Ordinal);

    /// <summary>Why a host is not asked now, or null. Whoever hears null asks.</summary>
    public string? ReasonToSkip(string origin)
    {
        if (!_hosts.TryGetValue(origin, out var trouble) || trouble.Failures < failuresBeforeSkipped)
        {
            return null;
        }

        // Who sets the clock anew asks; the others wait for what comes of it.
        var probe = trouble with { At = time.GetTimestamp(), IsProbed = true };
        return rest is { } wait && time.GetElapsedTime(trouble.At) >= wait && _hosts.TryUpdate(origin, probe, trouble) ? null : trouble.Reason;
    }

    /// <summary>How a host's circuit stands.</summary>
    public HostCircuit CircuitOf(string origin)
    {
        if (!_hosts.TryGetValue(origin, out var trouble))
        {
            return new HostCircuit(origin, CircuitState.Closed, 0, null, null);
        }

        if (trouble.Failures < failuresBeforeSkipped)
        {
            return new HostCircuit(origin, CircuitState.Closed, trouble.Failures, trouble.Reason, null);
        }

        var left = rest - time.GetElapsedTime(trouble.At);
        return new HostCircuit(
            origin, trouble.IsProbed ? CircuitState.HalfOpen : CircuitState.Open, trouble.Failures, trouble.Reason, left < TimeSpan.Zero ? TimeSpan.Zero : left);
    }

    /// <summary>The host answered.</summary>
    public void Succeeded(string origin) => _hosts.TryRemove(origin, out _);

    /// <summary>An operation came to nothing, retries included.</summary>
    public void Failed(string origin, string reason)
    {
        if (_hosts.Count >= MostHosts && !_hosts.ContainsKey(origin))
        {
            // They are asked once more than was needed.
            _hosts.Clear();
        }

        _hosts.AddOrUpdate(
            origin, _ => new Trouble(1, reason, time.GetTimestamp()), (_, before) => new Trouble(before.Failures + 1, reason, time.GetTimestamp()));
    }

    private sealed record Trouble(int Failures, string Reason, long At)
    {
        public bool IsProbed { get; init; }
    }
}
