using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.TestKit;
using Sutler.Transfer;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;

namespace Sutler.Tests.TransferFiles;

/// <summary>A fetcher of files with the default policy, on a clock that does not make tests wait, and all that it tells.</summary>
internal sealed class FileWorld : ITransferObserver, IPartialFileObserver, IAsyncDisposable
{
    private readonly HttpFetcher _http;
    private readonly ScratchDirectory _files = new();
    private readonly ConcurrentQueue<RetryNotice> _retries = new();
    private readonly ConcurrentQueue<ResumeNotice> _resumes = new();
    private long _received;

    public FileWorld(RetryPolicy? policy = null, FileTransferOptions? options = null, HttpFetcherOptions? http = null)
    {
        _http = new HttpFetcher((http ?? new HttpFetcherOptions()) with { TimeProvider = Clock });
        Fetcher = new FileFetcher(_http, new Retrier(policy ?? new RetryPolicy(), Clock, this, () => 1), options);
    }

    public HastyClock Clock { get; } = new(TimeSpan.FromSeconds(29));

    public FileFetcher Fetcher { get; }

    public string PartialPath => _files["file.part"];

    public IReadOnlyList<RetryNotice> Retries => [.. _retries];

    public IReadOnlyList<ResumeNotice> Resumes => [.. _resumes];

    /// <summary>Bytes written to files, each as often as it was written.</summary>
    public long ReceivedBytes => Volatile.Read(ref _received);

    public ConcurrentQueue<long?> Lengths { get; } = new();

    /// <summary>Called after each block.</summary>
    public Action<long> OnReceived { get; set; } = static _ => { };

    public static byte[] Content(int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return content;
    }

    /// <summary>How long the disk takes for each block.</summary>
    public TimeSpan DiskTime { get; set; }

    public PartialFile Open(string name = "file.part") => _files.OpenPartial(this, name, new DiskClock(this));

    public Task FetchAsync(string url, PartialFile file, CancellationToken cancellationToken, int retries = 5, long maxLength = 1 << 30) => Fetcher.FetchAsync(
        new FileRequest(Url.Parse(url), retries)
        {
            MaxLength = maxLength,
            TooLarge = "too large",
            RefuseAsync = static (response, _) => Task.FromResult<SutlerException>(new Refusal(response.StatusCode)),
        },
        file,
        cancellationToken);

    /// <summary>Fetches into a new file and gives its bytes.</summary>
    public async Task<byte[]> FetchAsync(string url, CancellationToken cancellationToken, int retries = 5)
    {
        using var file = Open();
        await FetchAsync(url, file, cancellationToken, retries);
        return await File.ReadAllBytesAsync(file.Path, cancellationToken);
    }

    public Action<RetryNotice> OnRetry { get; set; } = static _ => { };

    public void Retrying(RetryNotice notice)
    {
        _retries.Enqueue(notice);
        OnRetry(notice);
    }

    public void Resumed(ResumeNotice notice) => _resumes.Enqueue(notice);

    public void Started(long? length) => Lengths.Enqueue(length);

    public void Received(int bytes) => OnReceived(Interlocked.Add(ref _received, bytes));

    public async ValueTask DisposeAsync()
    {
        await _http.DisposeAsync();
        _files.Dispose();
    }

    // Asked before and behind each write; in between the time passes for everybody.
    private sealed class DiskClock(FileWorld world) : TimeProvider
    {
        private int _asked;

        public override long TimestampFrequency => world.Clock.TimestampFrequency;

        public override long GetTimestamp()
        {
            if (int.IsEvenInteger(Interlocked.Increment(ref _asked)))
            {
                world.Clock.Advance(world.DiskTime);
            }

            return world.Clock.GetTimestamp();
        }
    }

    private sealed class Refusal(int status) : SutlerException($"status {status}"), IRetryable
    {
        public bool MayPass => RetryableStatus.MayPass(status);

        public TimeSpan? RetryAfter => null;

        public bool ConcernsHost => false;
    }
}
