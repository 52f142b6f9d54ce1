using Sutler.Transfer.Urls;

namespace Sutler.Transfer;

/// <summary>Watches what becomes of requests that do not go smoothly; called from any thread, must return at once and never throw.</summary>
public interface ITransferObserver
{
    /// <summary>An attempt failed and another follows.</summary>
    void Retrying(RetryNotice notice);

    /// <summary>A file goes on where an earlier attempt, or an earlier process, left off.</summary>
    void Resumed(ResumeNotice notice);
}

/// <summary>A failed attempt that is not the last.</summary>
/// <param name="Url">What was asked for; show it only <see cref="Url.Redacted"/>.</param>
/// <param name="Failures">Failures in a row so far, this one included.</param>
/// <param name="Delay">The wait before the next attempt.</param>
/// <param name="Reason">Why it failed, ready to show.</param>
public sealed record RetryNotice(Url Url, int Failures, TimeSpan Delay, string Reason);

/// <summary>A file that does not start at its beginning.</summary>
/// <param name="Url">What was asked for; show it only <see cref="Url.Redacted"/>.</param>
/// <param name="Kept">Bytes that need not be fetched again.</param>
/// <param name="Length">Bytes in all, when known.</param>
public sealed record ResumeNotice(Url Url, long Kept, long? Length);
