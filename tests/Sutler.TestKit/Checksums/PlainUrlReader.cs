using Sutler.Errors;
using Sutler.Go.Sources;

namespace Sutler.TestKit.Checksums;

/// <summary>Reads http URLs of servers of ours with nothing but HttpClient.</summary>
public sealed class PlainUrlReader : IUrlReader, IDisposable
{
    private readonly HttpClient _client = new();

    public async Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken)
    {
        using var response = await _client.GetAsync(new Uri(url), cancellationToken);
        var status = (int)response.StatusCode;
        return status == 200
            ? await response.Content.ReadAsByteArrayAsync(cancellationToken)
            : throw new SutlerException($"reading {url}: {status} {response.ReasonPhrase}") { IsNotExist = status is 404 or 410 };
    }

    public void Dispose() => _client.Dispose();
}
