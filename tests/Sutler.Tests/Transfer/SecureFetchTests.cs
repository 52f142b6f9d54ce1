using System.Diagnostics;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;
using Sutler.Transfer.Urls;
using Xunit;

namespace Sutler.Tests.Transfer;

public sealed class SecureFetchTests
{
    private const string ChildUrlVariable = "SUTLER_TEST_CHILD_URL";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sends_userinfo_as_basic_authorization_and_never_in_the_path()
    {
        await using var upstream = await SecureUpstream.StartAsync();
        var trace = new List<string>();
        await using var fetcher = new HttpFetcher(upstream.Options with { Trace = trace.Add });
        upstream.Server.Answer("/x", "hello");

        await using var response = await SecureUpstream.GetAsync(fetcher, upstream.A.Replace("//", "//us%40er:s3cret@") + "/x", Token);

        var request = Assert.Single(upstream.Server.Requests);
        Assert.Equal("Basic " + Convert.ToBase64String("us@er:s3cret"u8), request["Authorization"]);
        Assert.Equal("/x", request.Target);
        Assert.DoesNotContain("s3cret", string.Join('\n', trace), StringComparison.Ordinal);
        Assert.StartsWith("# get https://us%40er:xxxxx@a.test:", trace[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Never_shows_a_password_when_the_transport_fails()
    {
        await using var upstream = await SecureUpstream.StartAsync();
        await using var fetcher = new HttpFetcher(upstream.Options);
        upstream.Server.Answer("/x", new Reply { HangUp = true });

        var failure = await Assert.ThrowsAsync<TransferException>(() => SecureUpstream.GetAsync(fetcher, upstream.A.Replace("//", "//u:s3cret@") + "/x", Token));

        Assert.StartsWith("Get \"https://u:***@a.test:", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", failure.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("unknown root", "certificate signed by unknown authority")]
    [InlineData("another name", "certificate is valid for c.test, d.test, not a.test")]
    [InlineData("expired", "certificate has expired or is not yet valid")]
    public async Task Refuses_a_certificate_that_proves_nothing(string name, string reason)
    {
        await using var upstream = await SecureUpstream.StartAsync(issue: authority => name switch
        {
            "another name" => authority.Issue("c.test", "d.test"),
            "expired" => authority.Issue(new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero), "a.test"),
            _ => authority.Issue("a.test"),
        });
        await using var fetcher = new HttpFetcher(name is "unknown root" ? upstream.Options with { TrustedRoots = null } : upstream.Options);

        var failure = await Assert.ThrowsAsync<TransferException>(() => SecureUpstream.GetAsync(fetcher, upstream.A + "/x", Token));

        Assert.Equal($"Get \"{upstream.A}/x\": tls: failed to verify certificate: x509: {reason}", failure.Message);
        Assert.Empty(upstream.Server.Requests);
    }

    // The name of the certificate's owner is all that a handshake tells of whom it is with.
    [Theory]
    [InlineData("the proxy on another port", "b.test a.test:1", "b.test", false)]
    [InlineData("a server with the proxy's name", "a.test:8443", "a.test:8443", false)]
    [InlineData("the proxy with a server's name", "a.test:PORT", "a.test:8443", true)]
    [InlineData("neither", "c.test", "b.test", false)]
    [InlineData("the proxy alone", "a.test:PORT", "b.test", true)]
    [InlineData("the proxy, too", "b.test a.test:PORT", "b.test", true)]
    [InlineData("the proxy on every port", "b.test a.test", "b.test", true)]
    [InlineData("both, with one name", "a.test", "a.test:8443", true)]
    public async Task Checks_an_https_proxy_unless_it_is_exempt_with_its_port(string name, string exempt, string target, bool accepted)
    {
        await using var upstream = await SecureUpstream.StartAsync();
        var hosts = exempt.Replace("PORT", $"{upstream.Server.Port}", StringComparison.Ordinal).Split(' ');
        await using var fetcher = new HttpFetcher(upstream.Options with
        {
            TrustedRoots = null,
            Proxy = EnvironmentProxy.FromVariables(new Dictionary<string, string> { ["HTTPS_PROXY"] = upstream.A }),
            UncheckedHosts = [.. hosts.Select(host => HostPattern.TryParse(host, out var pattern, out _) ? pattern : throw new FormatException(host))],
        });

        var failure = await Assert.ThrowsAsync<TransferException>(() => SecureUpstream.GetAsync(fetcher, $"https://{target}/x", Token));

        Assert.Equal((name, accepted ? 1 : 0), (name, upstream.Server.Requests.Count(request => request.Method == "CONNECT")));
        Assert.Equal(!accepted, failure.Message.Contains("certificate signed by unknown authority", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Speaks_http2_where_it_is_offered()
    {
        await using var upstream = await SecureUpstream.StartAsync(http2: true);
        await using var fetcher = new HttpFetcher(upstream.Options);
        upstream.Server.Answer("/x", new Reply { Status = 414 });

        await using var response = await SecureUpstream.GetAsync(fetcher, upstream.A + "/x", Token);

        Assert.Equal("HTTP/2", upstream.Server.Requests[0].Protocol);
        Assert.Equal("414 Request URI Too Long", response.Status);
    }

    [Fact]
    public async Task Puts_more_requests_on_one_http2_host_than_connections_on_another()
    {
        await using var upstream = await SecureUpstream.StartAsync(http2: true);
        await using var fetcher = new HttpFetcher(upstream.Options);
        var gate = new Gate();
        upstream.Server.Answer("/first", "x").Answer("/x", Reply.Text("x") with { BeforeHeaders = gate });
        await (await SecureUpstream.GetAsync(fetcher, upstream.A + "/first", Token)).DisposeAsync();

        var fetches = Enumerable.Range(0, 40).Select(_ => SecureUpstream.GetAsync(fetcher, upstream.A + "/x", Token)).ToList();
        await gate.WaitForArrivalsAsync(40, Token);
        gate.Open();
        foreach (var response in await Task.WhenAll(fetches))
        {
            await response.DisposeAsync();
        }

        Assert.Equal(40, upstream.Server.MostInFlight);
    }

    [Fact]
    public async Task Leaves_room_beside_large_bodies_on_an_http2_host()
    {
        await using var upstream = await SecureUpstream.StartAsync(http2: true);
        var started = 0;
        await using var fetcher = new HttpFetcher(upstream.Options with
        {
            Http2BulkLimit = 2,
            Trace = line => Interlocked.Add(ref started, line.Contains(": ", StringComparison.Ordinal) ? 0 : 1),
        });
        var gate = new Gate();
        upstream.Server.Answer("/first", "x").Answer("/x", Reply.Text("x") with { BeforeHeaders = gate });
        await (await SecureUpstream.GetAsync(fetcher, upstream.A + "/first", Token)).DisposeAsync();

        // Requests that find room start before the call returns.
        var large = Enumerable.Range(0, 5).Select(_ => ReadAsync(FetchPriority.Bulk)).ToList();
        Assert.Equal(1 + 2, Volatile.Read(ref started));
        var small = ReadAsync(FetchPriority.Metadata);
        Assert.Equal(1 + 3, Volatile.Read(ref started));
        gate.Open();
        await Task.WhenAll([small, .. large]);
        Assert.Equal(1 + 6, Volatile.Read(ref started));

        async Task ReadAsync(FetchPriority priority)
        {
            await using var response = await fetcher.GetAsync(new FetchRequest(Url.Parse(upstream.A + "/x"), priority), Token);
            await response.ReadAllAsync(10, Token);
        }
    }

    [Fact]
    public async Task Reports_an_http2_body_that_is_reset()
    {
        await using var upstream = await SecureUpstream.StartAsync(http2: true);
        await using var fetcher = new HttpFetcher(upstream.Options);
        var inBody = new Gate();
        upstream.Server.Answer("/x", Reply.Bytes(new byte[1000]) with { ResetAfter = 10, InBody = inBody, StallAfter = 5 });
        await using var response = await SecureUpstream.GetAsync(fetcher, upstream.A + "/x", Token);
        inBody.Open();

        var failure = await Assert.ThrowsAsync<TransferException>(() => response.ReadAllAsync(1000, Token));

        Assert.StartsWith("stream error: ", failure.Message, StringComparison.Ordinal);
    }

    // A child process, because the system's roots are read once.
    [Theory]
    [InlineData("SSL_CERT_FILE", 0)]
    [InlineData("SSL_CERT_DIR", 0)]
    [InlineData("NEITHER", 1)]
    public async Task Trusts_the_roots_that_the_environment_names(string variable, int exitCode)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SSL_CERT_FILE and SSL_CERT_DIR are read on Linux");
        await using var upstream = await SecureUpstream.StartAsync();
        upstream.Server.Answer("/x", "hello");
        var directory = Directory.CreateTempSubdirectory("sutler-test");
        try
        {
            var file = Path.Combine(directory.FullName, "root.pem");
            await File.WriteAllTextAsync(file, upstream.RootPem, Token);
            using var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
            {
                ArgumentList = { "-explicit", "only", "-method", "*." + nameof(Fetches_as_a_child) },
                Environment = { [ChildUrlVariable] = $"https://127.0.0.1:{upstream.Server.Port}/x", [variable] = variable is "SSL_CERT_DIR" ? directory.FullName : file },
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            })!;
            _ = child.StandardError.ReadToEndAsync(Token);
            var output = await child.StandardOutput.ReadToEndAsync(Token);
            await child.WaitForExitAsync(Token);

            Assert.True(exitCode == 0 == (child.ExitCode == 0), output);
            Assert.Equal(exitCode == 0 ? 1 : 0, upstream.Server.Requests.Count);
        }
        finally
        {
            directory.Delete(recursive: true);
        }
    }

    [Fact(Explicit = true)]
    public async Task Fetches_as_a_child()
    {
        var url = Environment.GetEnvironmentVariable(ChildUrlVariable);
        Assert.NotNull(url);
        await using var fetcher = new HttpFetcher(new HttpFetcherOptions());

        await using var response = await SecureUpstream.GetAsync(fetcher, url, Token);

        Assert.Equal(200, response.StatusCode);
    }
}
