using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Commands;
using Sutler.Serving;
using Sutler.Settings;
using Sutler.TestKit;
using Sutler.Tests.CommandLine;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Each setting reaches the code that it is about.</summary>
public sealed class SettingsInForceTests : IAsyncLifetime
{
    private readonly TestCertificateAuthority _authority = new();
    private TrustWorld _world = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _world = await TrustWorld.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _world.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("0", 1)]
    [InlineData("2", 3)]
    public async Task Retries_as_often_as_it_is_told(string retries, int requests)
    {
        var module = _world.Publish("ex.com/m", "v1.0.0");
        _world.Proxy.Answer(module.InfoTarget, Reply.Failure(503, "busy") with { Headers = [("Retry-After", "0")] });
        _world.Variables["SUTLER_RETRIES"] = retries;
        var run = await _world.RunAsync("mod", "download", "ex.com/m@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(requests, _world.Proxy.Targets.Count(target => target == module.InfoTarget));
    }

    [Fact]
    public void Hands_every_limit_to_the_client()
    {
        var settings = new ClientSettings
        {
            Timeout = TimeSpan.FromSeconds(1),
            ConnectTimeout = TimeSpan.FromSeconds(2),
            HeaderTimeout = TimeSpan.FromSeconds(3),
            Connections = 4,
            Streams = 5,
            ConnectionsTotal = 6,
            Bandwidth = 7,
        };
        var (output, error) = (new StringWriter(), new StringWriter());
        var context = CommandRun.Context(output, error) with { Settings = settings, GoEnvironment = CommandRun.Settings(CommandRun.Context(output, error), "") };
        var options = HttpComposition.CreateOptions(context, trace: null);
        Assert.Equal((7, null), (options.Bandwidth, HttpComposition.CreateOptions(context with { Settings = new ClientSettings() }, trace: null).Bandwidth));
        Assert.Equal((1.0, 2.0, 3.0), (options.IdleTimeout.TotalSeconds, options.ConnectTimeout.TotalSeconds, options.HeaderTimeout.TotalSeconds));
        Assert.Equal((4, 5, 6), (options.Http1Limit, options.Http2Limit, options.TotalLimit));
    }

    [Fact]
    public void Hands_the_limits_of_the_server_to_its_client_and_asks_for_each_zip_once()
    {
        var (output, error) = (new StringWriter(), new StringWriter());
        var context = CommandRun.Context(output, error) with { GoEnvironment = CommandRun.Settings(CommandRun.Context(output, error), "") };
        var options = ServeOptions.Of(new ServerSettings { UpstreamConnections = 8, Fetches = 1, ZipFetches = 2, DirectFetches = 3, WaitingFetches = 4 });
        var http = StoringProxy.UpstreamHttp(options, context);
        Assert.Equal((8, 6), (http.Http1Limit, http.Http1BulkLimit));
        Assert.Equal((1, 2, 3, 4), options.Fetches);
        Assert.Equal((2 << 20, 0), StoringProxy.UpstreamFiles(new ClientSettings { ChunkSize = 2 << 20 }) is var files ? (files.ChunkSize, files.ExtraRequests) : default);
    }

    // The server asks for four seconds each time, and the clock has turned by as much when they are over.
    [Theory]
    [InlineData("10s", 3)]
    [InlineData("20s", 6)]
    public async Task Spends_no_more_time_on_retries_than_it_is_told(string budget, int requests)
    {
        var module = _world.Publish("ex.com/m", "v1.0.0");
        _world.Proxy.Answer(module.InfoTarget, Reply.Failure(503) with { Headers = [("Retry-After", "4")] });
        _world.Time = new HastyClock(TimeSpan.FromSeconds(5));
        _world.Variables["SUTLER_RETRIES"] = "100";
        _world.Variables["SUTLER_RETRY_BUDGET"] = budget;
        var run = await _world.RunAsync("mod", "download", "ex.com/m@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(requests, _world.Proxy.Targets.Count(target => target == module.InfoTarget));
    }

    [Theory]
    [InlineData("SUTLER_CONNECTIONS", "1", 1)]
    [InlineData("SUTLER_CONNECTIONS", "3", 3)]
    [InlineData("SUTLER_CONNECTIONS_TOTAL", "2", 2)]
    public async Task Has_no_more_requests_in_flight_than_it_is_told(string variable, string number, int most)
    {
        var gate = new Gate();
        var modules = Enumerable.Range(0, 12).Select(i => _world.Publish($"ex.com/m{i}", "v1.0.0")).ToList();
        foreach (var module in modules)
        {
            _world.Proxy.Answer(module.GoModTarget, Reply.Bytes(module.GoMod) with { BeforeHeaders = gate });
        }

        _world.Variables[variable] = number;
        _world.Variables["GOSUMDB"] = "off";
        _world.Require(null, modules);
        var run = _world.RunAsync("mod", "download");
        await gate.WaitForArrivalsAsync(most, Token);
        gate.Open();
        Assert.Equal(0, (await run).ExitCode);
        Assert.Equal(most, _world.Proxy.MostInFlight);
    }

    [Fact]
    public async Task Waits_for_an_answer_as_long_as_it_is_told()
    {
        var time = new FakeTimeProvider();
        var gate = new Gate();
        var module = _world.Publish("ex.com/m", "v1.0.0");
        _world.Proxy.Answer(module.InfoTarget, Reply.Text("late") with { BeforeHeaders = gate });
        _world.Time = time;
        _world.Variables["SUTLER_HEADER_TIMEOUT"] = "7s";
        var run = _world.RunAsync("mod", "download", "ex.com/m@v1.0.0");
        await gate.WaitForArrivalsAsync(1, Token);
        time.Advance(TimeSpan.FromSeconds(7));
        Assert.Contains("net/http: timeout awaiting response headers", (await run).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Waits_for_more_of_a_file_as_long_as_it_is_told()
    {
        var (time, gate) = (new FakeTimeProvider(), new Gate());
        var module = _world.Publish("ex.com/m", "v1.0.0");
        _world.Variables["GOSUMDB"] = "off";
        _world.Require(null, module);
        // All but the zip is there then, and nothing else has a clock.
        _world.Proxy.Answer(module.ZipTarget, Reply.Failure(404));
        Assert.Equal(1, (await _world.RunAsync("mod", "download")).ExitCode);
        _world.Proxy.Answer(module.ZipTarget, Reply.Bytes(module.Zip) with { InBody = gate, StallAfter = 10 });
        _world.Time = time;
        _world.Variables["SUTLER_TIMEOUT"] = "7s";
        var run = _world.RunAsync("mod", "download");
        await gate.WaitForArrivalsAsync(1, Token);
        // Only then does the clock run for the rest of the body alone.
        await UntilAsync(() => Partial() is { Length: 10 }, () => { });
        await UntilAsync(() => run.IsCompleted, () => time.Advance(TimeSpan.FromSeconds(7)));
        Assert.Contains("no data received for 7 seconds", (await run).Error, StringComparison.Ordinal);
        gate.Open();

        FileInfo? Partial() => new DirectoryInfo(_world.Cache) is { Exists: true } cache ? cache.EnumerateFiles("*.part", SearchOption.AllDirectories).SingleOrDefault() : null;
    }

    [Fact]
    public async Task Waits_for_a_connection_as_long_as_it_is_told()
    {
        const string connections = "/proc/net/tcp";
        Assert.SkipUnless(File.Exists(connections), "sees on Linux whether somebody is connecting");
        using var full = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        full.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        full.Listen(0);
        // A queue for one, in which this one stays.
        using var first = new TcpClient();
        await first.ConnectAsync((IPEndPoint)full.LocalEndPoint!, Token);
        var port = ((IPEndPoint)full.LocalEndPoint!).Port;
        var time = new FakeTimeProvider();
        _world.Time = time;
        _world.Variables["GOPROXY"] = $"http://127.0.0.1:{port}";
        _world.Variables["SUTLER_CONNECT_TIMEOUT"] = "7s";

        var run = _world.RunAsync("mod", "download", "ex.com/m@v1.0.0");
        await UntilAsync(() => File.ReadAllText(connections).Contains($" 0100007F:{port:X4} 02 ", StringComparison.Ordinal), () => { });
        time.Advance(TimeSpan.FromSeconds(6.9));
        Assert.False(run.IsCompleted);
        time.Advance(TimeSpan.FromSeconds(0.1));

        Assert.Contains($"dial tcp 127.0.0.1:{port}: i/o timeout", (await run.WaitAsync(TimeSpan.FromSeconds(60), Token)).Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", 1)]
    [InlineData("3", 3)]
    public async Task Has_no_more_streams_on_a_connection_than_it_is_told(string streams, int most)
    {
        await using var secure = await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = _authority.Issue("127.0.0.1"), Http2 = true });
        var gate = new Gate();
        var modules = Enumerable.Range(0, 12).Select(i => _world.Publish($"ex.com/m{i}", "v1.0.0")).ToList();
        foreach (var module in modules)
        {
            TrustWorld.Serve(secure, module);
            // A zip may be the first that is asked for, and an answer to the first request must come.
            secure.Answer(module.ZipTarget, Reply.Bytes(module.Zip) with { InBody = gate });
        }

        _world.TrustedRoots = _authority.Roots;
        _world.Variables["GOPROXY"] = secure.Url;
        _world.Variables["GOSUMDB"] = "off";
        _world.Variables["SUTLER_STREAMS"] = streams;
        // Until the first answer nobody knows that the server speaks HTTP/2.
        _world.Variables["SUTLER_CONNECTIONS"] = "1";
        _world.Require(null, modules);
        var run = _world.RunAsync("mod", "download");
        await gate.WaitForArrivalsAsync(most, Token);
        gate.Open();
        var ended = await run;
        Assert.Equal((0, ""), (ended.ExitCode, ended.Error));
        Assert.Equal((most, "HTTP/2"), (secure.MostInFlight, secure.Requests[0].Protocol));
    }

    [Fact]
    public void Fetches_large_files_in_the_ranges_it_is_told()
    {
        Assert.Equal((3 << 20, 0), Options(new ClientSettings { ChunkSize = 3 << 20, Ranges = 0 }));
        Assert.Equal((8 << 20, 4), Options(new ClientSettings()));

        static (int ChunkSize, int ExtraRequests) Options(ClientSettings settings) =>
            (HttpComposition.CreateFileOptions(settings).ChunkSize, HttpComposition.CreateFileOptions(settings).ExtraRequests);
    }

    [Fact]
    public async Task Trusts_the_authorities_of_caFile()
    {
        await using var secure = await StartSecureAsync();
        var module = Serve(secure);
        var refused = await _world.RunAsync("mod", "download");
        Assert.Contains("certificate signed by unknown authority", refused.Error, StringComparison.Ordinal);
        _world.Files.Write("home/ca.pem", _authority.RootPem);
        _world.Variables["SUTLER_CA_FILE"] = _world.Files["home/ca.pem"];
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.True(_world.IsInstalled(module));
    }

    [Theory]
    [InlineData("the host", "127.0.0.1", "false", true)]
    [InlineData("host and port", "127.0.0.1:PORT", "false", true)]
    [InlineData("another port", "127.0.0.1:1", "false", false)]
    [InlineData("another host", "127.0.0.2", "false", false)]
    [InlineData("strictSSL is true", "127.0.0.1", "true", false)]
    [InlineData("strictSSL is not set", "127.0.0.1", "", false)]
    public async Task Leaves_out_the_check_for_the_hosts_of_insecureHosts_only(string name, string hosts, string strict, bool accepted)
    {
        await using var secure = await StartSecureAsync();
        Serve(secure);
        _world.Variables["SUTLER_INSECURE_HOSTS"] = hosts.Replace("PORT", $"{secure.Port}", StringComparison.Ordinal);
        _world.Variables["SUTLER_STRICT_SSL"] = strict;
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == (accepted ? 0 : 1), name + run.Error);
        Assert.Equal(!accepted, run.Error.Contains("certificate signed by unknown authority", StringComparison.Ordinal));
        Assert.Equal(accepted, secure.Requests.Count > 0);
    }

    [Theory]
    [InlineData("checked", true)]
    [InlineData("not checked", false)]
    public async Task Sends_credentials_only_to_a_host_that_is_checked(string name, bool isChecked)
    {
        await using var secure = await StartSecureAsync();
        Serve(secure);
        _world.TrustedRoots = _authority.Roots;
        _world.Variables["SUTLER_INSECURE_HOSTS"] = isChecked ? "other.test" : "127.0.0.1";
        _world.Variables["SUTLER_STRICT_SSL"] = "false";
        _world.Files.Write("home/.netrc", $"machine 127.0.0.1:{secure.Port} login me password s3cret\n");
        var run = await _world.RunAsync("mod", "download");
        Assert.True(run.ExitCode == 0, name + run.Error);
        Assert.NotEmpty(secure.Requests);
        Assert.All(secure.Requests, request => Assert.Equal(isChecked, request["Authorization"] is not null));
    }

    [Fact]
    public async Task Refuses_a_URL_with_credentials_for_a_host_that_is_not_checked()
    {
        await using var secure = await StartSecureAsync();
        Serve(secure);
        _world.Variables["SUTLER_INSECURE_HOSTS"] = "127.0.0.1";
        _world.Variables["SUTLER_STRICT_SSL"] = "false";
        _world.Variables["GOPROXY"] = secure.Url.Replace("//", "//me:s3cret@", StringComparison.Ordinal);
        var run = await _world.RunAsync("mod", "download");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("refusing to pass credentials to insecure URL: https://me:xxxxx@127.0.0.1", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", run.Everything, StringComparison.Ordinal);
        Assert.Empty(secure.Requests);
    }

    [Theory]
    [InlineData("the setting", "", "", true)]
    [InlineData("HTTPS_PROXY is set, so the environment has the word", "HTTPS_PROXY=http://127.0.0.1:9", "", false)]
    [InlineData("noProxy", "", "modules.test", false)]
    [InlineData("NO_PROXY before noProxy", "NO_PROXY=other.test", "modules.test", true)]
    public async Task Goes_through_the_proxy_it_is_told(string name, string variable, string noProxy, bool through)
    {
        var module = _world.Publish("ex.com/m", "v1.0.0");
        _world.Proxy.Otherwise = request => request.Target.StartsWith("http://modules.test/", StringComparison.Ordinal)
            ? Reply.Text(request.Target.EndsWith(".info", StringComparison.Ordinal) ? module.Info : Encoding.UTF8.GetString(module.GoMod))
            : Reply.Failure(404, "no");
        _world.Variables["GOPROXY"] = "http://modules.test";
        _world.Variables["SUTLER_PROXY"] = _world.Proxy.Url.Replace("//", "//me:s3cret@", StringComparison.Ordinal);
        _world.Variables["SUTLER_NO_PROXY"] = noProxy;
        if (variable.Split('=') is [var key, var value])
        {
            _world.Variables[key] = value;
        }

        var run = await _world.RunAsync("mod", "download", "ex.com/m@v1.0.0");
        Assert.True(through == _world.Proxy.Targets.Any(target => target.StartsWith("http://modules.test/", StringComparison.Ordinal)), name + run.Error);
        Assert.DoesNotContain("s3cret", run.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_progress_as_it_is_told()
    {
        _world.Require(null, _world.Publish("ex.com/m", "v1.0.0"));
        _world.Variables["SUTLER_PROGRESS"] = "plain";
        var run = await _world.RunAsync("mod", "download");
        Assert.StartsWith("downloaded ex.com/m@v1.0.0\n", run.Error, StringComparison.Ordinal);
    }

    private static async Task UntilAsync(Func<bool> reached, Action meanwhile)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(TimeSpan.FromSeconds(60));
        while (!reached())
        {
            limit.Token.ThrowIfCancellationRequested();
            meanwhile();
            await Task.Yield();
        }
    }

    private async Task<ScriptedUpstream> StartSecureAsync()
    {
        var secure = await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = _authority.Issue("127.0.0.1", "localhost") });
        _world.Variables["GOPROXY"] = secure.Url;
        return secure;
    }

    private TestModule Serve(ScriptedUpstream secure)
    {
        var module = _world.Publish("ex.com/m", "v1.0.0");
        TrustWorld.Serve(secure, module);
        secure.Otherwise = _world.Otherwise;
        _world.Require(null, module);
        return module;
    }
}
