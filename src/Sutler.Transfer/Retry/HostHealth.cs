using System.Collections.Concurrent;

namespace Sutler.Transfer.Retry;

/// <summary>Remembers which hosts brought nothing but failures, so that not each file waits for them. Decision 16.</summary>
/// <remarks>
/// A run does without such a host to its end. A server, which has no end, lets it rest and then asks once whether it is well: what comes of that
/// decides. Thread-safe.
/// </remarks>
internal sealed class HostHealth(int failuresBeforeSkipped, TimeSpan? rest, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Trouble> _hosts = new(StringComparer.Ordinal);

    /// <summary>Why a host is not asked now, or null.</summary>
    public string? ReasonToSkip(string origin)
    {
        if (!_hosts.TryGetValue(origin, out var trouble) || trouble.Failures < failuresBeforeSkipped)
        {
            return null;
        }

        // Who sets the clock anew asks; the others wait for what comes of it.
        return rest is { } wait && time.GetElapsedTime(trouble.At) >= wait && _hosts.TryUpdate(origin, trouble with { At = time.GetTimestamp() }, trouble) ? null : trouble.Reason;
    }

    /// <summary>Whether a host failed so often that it is left alone; from its rest it returns when a request to it has succeeded.</summary>
    public bool IsResting(string origin) => _hosts.TryGetValue(origin, out var trouble) && trouble.Failures >= failuresBeforeSkipped;

    /// <summary>The host answered.</summary>
    public void Succeeded(string origin) => _hosts.TryRemove(origin, out _);

    /// <summary>An operation came to nothing, retries included.</summary>
    public void Failed(string origin, string reason) =>
        _hosts.AddOrUpdate(
            origin, _ => new Trouble(1, reason, time.GetTimestamp()), (_, before) => new Trouble(before.Failures + 1, reason, time.GetTimestamp()));

    private sealed record Trouble(int Failures, string Reason, long At);
}
