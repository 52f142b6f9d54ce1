using System.Collections.Concurrent;

namespace Sutler.Transfer.Retry;

/// <summary>Remembers which hosts brought nothing but failures, so that a run does not wait for each of its files. Decision 16.</summary>
/// <remarks>Thread-safe.</remarks>
internal sealed class HostHealth(int failuresBeforeSkipped)
{
    private readonly ConcurrentDictionary<string, Trouble> _hosts = new(StringComparer.Ordinal);

    /// <summary>Why a host is not asked again, or null.</summary>
    public string? ReasonToSkip(string origin) =>
        _hosts.TryGetValue(origin, out var trouble) && trouble.Failures >= failuresBeforeSkipped ? trouble.Reason : null;

    /// <summary>The host answered.</summary>
    public void Succeeded(string origin) => _hosts.TryRemove(origin, out _);

    /// <summary>An operation came to nothing, retries included.</summary>
    public void Failed(string origin, string reason) =>
        _hosts.AddOrUpdate(origin, _ => new Trouble(1, reason), (_, before) => new Trouble(before.Failures + 1, reason));

    private sealed record Trouble(int Failures, string Reason);
}
