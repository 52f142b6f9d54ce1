namespace Sutler.Bench.Floors;

/// <summary>All files of a case, asked for at once and thrown away as they come: the network's part and nothing else.</summary>
internal static class BareRequests
{
    /// <summary>One run, with connections that are made anew.</summary>
    public static Task<Measurement> RunAsync(string address, IReadOnlyList<string> files, bool http2) => OwnWork.MeasureAsync(async () =>
    {
        using var handler = new SocketsHttpHandler { MaxConnectionsPerServer = http2 ? 1 : 6, InitialHttp2StreamWindowSize = 16 << 20 };
        // A server of this benchmark, on loopback.
#pragma warning disable CA5359, MA0039
        handler.SslOptions.RemoteCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359, MA0039
        using var client = new HttpClient(handler)
        {
            BaseAddress = new Uri(address),
            DefaultRequestVersion = new Version(http2 ? 2 : 1, http2 ? 0 : 1),
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
        // The largest first: none of them is to be alone at the end.
        await Task.WhenAll(files.OrderBy(file => Path.GetExtension(file) == ".zip" ? 0 : 1).Select(file => FetchAsync(client, file)));
    });

    private static async Task FetchAsync(HttpClient client, string file)
    {
        using var response = await client.GetAsync(new Uri(file, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var body = await response.Content.ReadAsStreamAsync();
        await body.CopyToAsync(Stream.Null);
    }
}
