using Sutler.Errors;

namespace Sutler.Go.Sources;

/// <summary>Reads small texts by URL, over http, https or file: what the checksum database needs of the network.</summary>
public interface IUrlReader
{
    /// <summary>
    /// The body of a successful answer. Fails with a <see cref="Sutler.Errors.SutlerException"/> whose text is
    /// <c>reading URL: 404 Not Found</c> and the like; 404, 410 and a missing file have <c>IsNotExist</c>. Spec: ERR-1, SUMDB-6.
    /// </summary>
    Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken);

    /// <summary>The same of a text that must not have more than <paramref name="limit"/> bytes; who reads from a network stops there.</summary>
    async Task<byte[]> ReadAsync(string url, int limit, CancellationToken cancellationToken)
    {
        var text = await ReadAsync(url, cancellationToken);
        return text.Length <= limit ? text : throw new SutlerException($"response is larger than {limit} bytes");
    }
}
