using System.Collections.Concurrent;
using System.Text;
using Sutler.Go.Sources;
using Sutler.TestKit;
using Sutler.Transfer;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;

namespace Sutler.Tests.Retry;

/// <summary>A reader of texts with the default policy, on a clock that does not make tests wait; back-off takes its longest.</summary>
internal sealed class RetryWorld : ITransferObserver, IAsyncDisposable
{
    private readonly HttpFetcher _fetcher;
    private readonly ConcurrentQueue<RetryNotice> _notices = new();

    public RetryWorld(RetryPolicy? policy = null, HttpFetcherOptions? http = null)
    {
        _fetcher = new HttpFetcher((http ?? new HttpFetcherOptions()) with { TimeProvider = Clock });
        Retrier = new Retrier(policy ?? new RetryPolicy(), Clock, this, () => 1);
        Reader = new UrlReader(_fetcher, Retrier);
    }

    /// <summary>Below the timeouts; the fallback between address families is a short wait, too.</summary>
    public HastyClock Clock { get; } = new(TimeSpan.FromSeconds(29));

    public Retrier Retrier { get; }

    public UrlReader Reader { get; }

    public IReadOnlyList<RetryNotice> Notices => [.. _notices];

    public IEnumerable<double> Delays => _notices.Select(notice => notice.Delay.TotalSeconds);

    public IEnumerable<string> Reasons => _notices.Select(notice => notice.Reason);

    public Action<RetryNotice> OnRetry { get; set; } = static _ => { };

    public async Task<string> ReadAsync(string url, CancellationToken cancellationToken) =>
        Encoding.UTF8.GetString(await Reader.ReadAsync(url, cancellationToken));

    public void Retrying(RetryNotice notice)
    {
        _notices.Enqueue(notice);
        OnRetry(notice);
    }

    public void Resumed(ResumeNotice notice) => throw new InvalidOperationException("texts are not resumed");

    public ValueTask DisposeAsync() => _fetcher.DisposeAsync();
}
