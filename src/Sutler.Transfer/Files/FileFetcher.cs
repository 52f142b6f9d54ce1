using System.Collections.Concurrent;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Files;

/// <summary>Fetches large files: again after a failure, from where it stands, with several requests where that helps.</summary>
/// <remarks>Thread-safe; one for a run, since it remembers how fast hosts are. docs/concepts/transfers.md; decision 4.</remarks>
public sealed class FileFetcher
{
    private readonly HttpFetcher _http;
    private readonly Retrier _retrier;
    private readonly FileTransferOptions _options;
    private readonly ConcurrentDictionary<string, RateMemory> _rates = new(StringComparer.Ordinal);

    /// <summary>Creates a fetcher over the one attempt of <paramref name="http"/>.</summary>
    public FileFetcher(HttpFetcher http, Retrier retrier, FileTransferOptions? options = null)
    {
        _http = http;
        _retrier = retrier;
        _options = options ?? new FileTransferOptions();
    }

    /// <summary>
    /// Makes <paramref name="file"/> whole. What is there already is kept where the server has the same bytes, else fetched again; without
    /// any request when the file is whole and came from here.
    /// </summary>
    /// <remarks>
    /// Fails as <see cref="HttpFetcher.GetAsync(FetchRequest, CancellationToken)"/>, as <see cref="FileRequest.RefuseAsync"/> says, or with
    /// <c>read "URL": reason</c>; what has come by then stays in the file.
    /// </remarks>
    public async Task FetchAsync(FileRequest request, PartialFile file, CancellationToken cancellationToken)
    {
        if (file is { IsWhole: true, Identity: { } identity })
        {
            if (identity.Source == FileIdentity.SourceOf(request.Url))
            {
                _retrier.Observer?.Resumed(new ResumeNotice(request.Url, identity.Length, identity.Length));
                return;
            }
            file.Forget();
        }
        var scope = new RetryScope(request.Url, request.Retries);
        var transfer = new FileTransfer(request, file, scope, PartsFor(request.Url));
        await _retrier.RunAsync(scope, transfer.AttemptAsync, cancellationToken);
    }

    private FileTransferParts PartsFor(Url url) => new(_http, _retrier, _options, _rates.GetOrAdd(url.Origin, static _ => new RateMemory()));
}

/// <summary>What all transfers from one host work with.</summary>
internal sealed record FileTransferParts(HttpFetcher Http, Retrier Retrier, FileTransferOptions Options, RateMemory Rates)
{
    /// <summary>The clock.</summary>
    public TimeProvider Time => Retrier.Time;
}
