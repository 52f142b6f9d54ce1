using System.Diagnostics.Metrics;
using Sutler.Go.Checksums;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Serving.Metrics;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Serving.Metrics;

/// <summary>What is counted of upstreams, and under which names.</summary>
public sealed class UpstreamMeterTests : IDisposable
{
    private readonly Meter _meter = new("sutler.server");
    private readonly MeterReader _reader;

    public UpstreamMeterTests() => _reader = new MeterReader(_meter);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _reader.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public async Task Counts_requests_and_bytes_by_host()
    {
        await using var configured = await ScriptedUpstream.StartAsync();
        await using var discovered = await ScriptedUpstream.StartAsync();
        configured.Answer("/a", "12345").Answer("/moved", Reply.Redirect(discovered.Url + "/b")).Answer("/cut", Reply.Truncated(new byte[10], 4));
        discovered.Answer("/b", "123");
        await using var http = new HttpFetcher(new HttpFetcherOptions { Observer = new UpstreamMeter(_meter, Names(configured.Url + "/proxy", null)) });
        await AskAsync(http, configured.Url + "/a");
        await AskAsync(http, configured.Url + "/moved");
        await AskAsync(http, configured.Url + "/none");

        var name = new Uri(configured.Url).Authority;
        Assert.Equal(
            new[]
            {
                $"sutler.upstream.duration{{upstream={name}}} 3",
                $"sutler.upstream.received{{upstream={name}}} {5 + "<html>no</html>".Length}",
                "sutler.upstream.duration{upstream=other} 1",
                "sutler.upstream.received{upstream=other} 3",
                $"sutler.upstream.requests{{upstream={name},outcome=absent}} 1",
                $"sutler.upstream.requests{{upstream={name},outcome=ok}} 1",
                $"sutler.upstream.requests{{upstream={name},outcome=redirect}} 1",
                "sutler.upstream.requests{upstream=other,outcome=ok} 1",
            }.Order(StringComparer.Ordinal),
            _reader.Read());

        await Assert.ThrowsAsync<TransferException>(() => AskAsync(http, configured.Url + "/cut"));
        Assert.Contains($"sutler.upstream.broken{{upstream={name}}} 1", _reader.Read());
    }

    [Theory]
    [InlineData(200, "ok")]
    [InlineData(206, "ok")]
    [InlineData(307, "redirect")]
    [InlineData(401, "refused")]
    [InlineData(403, "refused")]
    [InlineData(404, "absent")]
    [InlineData(410, "absent")]
    [InlineData(429, "busy")]
    [InlineData(503, "busy")]
    [InlineData(400, "error")]
    [InlineData(500, "error")]
    [InlineData(777, "error")]
    public void Has_a_word_for_each_status(int status, string outcome)
    {
        new UpstreamMeter(_meter, Names("https://proxy.example.com", null)).Answered(Url.Parse("https://proxy.example.com/x"), status, TimeSpan.Zero);
        Assert.Contains($"sutler.upstream.requests{{upstream=proxy.example.com,outcome={outcome}}} 1", _reader.Read());
    }

    [Theory]
    [InlineData(TransferFault.Timeout, "timeout")]
    [InlineData(TransferFault.Certificate, "failed")]
    [InlineData(TransferFault.Other, "failed")]
    public void Has_a_word_for_each_failure(TransferFault fault, string outcome)
    {
        new UpstreamMeter(_meter, Names("https://proxy.example.com", null)).Failed(Url.Parse("https://proxy.example.com/x"), fault);
        Assert.Equal([$"sutler.upstream.requests{{upstream=proxy.example.com,outcome={outcome}}} 1"], _reader.Read());
    }

    // Neither users nor passwords nor paths are in names, nor hosts that only modules name.
    [Fact]
    public void Names_hosts_of_the_configuration_and_no_others()
    {
        var names = Names("https://user:secret@Proxy.example.com/token/x,http://proxy.example.com:8081|https://proxy.example.com:443/y,direct", "sum.golang.org https://sums.example.com/z");
        Assert.Equal(["proxy.example.com", "proxy.example.com:8081", "sums.example.com"], names.Hosts.Select(host => host.Name));
        Assert.Equal("proxy.example.com", names.Of(Url.Parse("https://proxy.example.com/a")));
        Assert.Equal("proxy.example.com:8081", names.Of(Url.Parse("http://proxy.example.com:8081/a")));
        Assert.Equal("other", names.Of(Url.Parse("https://secret.corp.example.com/a")));
    }

    [Fact]
    public async Task Tells_which_upstreams_are_left_alone()
    {
        var meter = new UpstreamMeter(_meter, Names("https://one.example.com,https://two.example.com", null));
        var retrier = new Retrier(new RetryPolicy { Retries = 1, FailuresBeforeHostIsSkipped = 3, HostRest = TimeSpan.FromSeconds(15) }, TimeProvider.System);
        meter.Watch(_meter, retrier.IsResting);
        for (var failures = 1; failures <= 3; failures++)
        {
            Assert.Equal(["sutler.upstream.usable{upstream=one.example.com} 1", "sutler.upstream.usable{upstream=two.example.com} 1"], _reader.Read());
            await Assert.ThrowsAsync<TransferException>(() => retrier.RunAsync<int>(
                new RetryScope(Url.Parse("https://two.example.com/x"), retries: 0), _ => throw new TransferException("broken"), Token));
        }

        Assert.Equal(["sutler.upstream.usable{upstream=one.example.com} 1", "sutler.upstream.usable{upstream=two.example.com} 0"], _reader.Read());
    }

    private static UpstreamNames Names(string goproxy, string? gosumdb) =>
        new(ProxyList.Parse(goproxy, new GlobList("")), gosumdb is null ? [] : [ChecksumDatabaseSettings.Parse(gosumdb)!]);

    private static async Task AskAsync(HttpFetcher http, string url)
    {
        await using var response = await http.GetAsync(new FetchRequest(Url.Parse(url), FetchPriority.Guiding), Token);
        await response.ReadAllAsync(1000, Token);
    }
}
