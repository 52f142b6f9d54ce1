using System.Text;
using System.Text.RegularExpressions;
using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>What the published binary sends by OTLP, read by protoc with OpenTelemetry's own definitions, and what its page of metrics shows.</summary>
public sealed partial class TelemetryTests(ScriptWorld world) : IAsyncLifetime
{
    private const string Token = "correct-horse-battery";
    private readonly ScratchDirectory _files = new();
    private TestUpstream? _upstream;
    private TelemetryCollector? _collector;
    private RunningServe? _server;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _upstream = await TestUpstream.StartAsync(world.Catalog, world.Settings.Certificates, "sum.example.com", Cancellation);
        File.WriteAllText(_files["token"], Token);
        File.SetUnixFileMode(_files["token"], UnixFileMode.UserRead);
        File.WriteAllText(_files["ca.pem"], world.Settings.Certificates.AuthorityPem);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in new IAsyncDisposable?[] { _server, _collector, _upstream }.OfType<IAsyncDisposable>())
        {
            await part.DisposeAsync();
        }

        _files.Dispose();
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http/protobuf")]
    public async Task Sends_metrics_and_spans_and_no_secrets(string protocol)
    {
        Assert.SkipWhen(ExternalProgram.Find("protoc") is null, "no protoc here");
        await ServeAsync(protocol);
        await GetAsync("/example.com/greet/@v/v1.0.0.mod?secret=swordfish");
        await GetAsync("/example.com/none/@v/v1.0.0.mod");

        var spans = await DecodeAsync("trace", "ExportTraceServiceRequest", await _collector!.FindAsync("race" + (protocol == "grpc" ? "Service/Export" : "s"), ["greet"], Cancellation));
        Assert.Contains("resource_spans { resource { attributes { key: \"service.name\" value { string_value: \"sutler\" } }", spans, StringComparison.Ordinal);
        Assert.Matches(
            // Identifiers are bytes: blanks and escaped quotation marks may be among them.
            """scope \{ name: "sutler.server" [^}]*\} spans \{ trace_id: "(\\.|[^"\\])+" span_id: "(\\.|[^"\\])+" name: "GET mod" kind: SPAN_KIND_SERVER start_time_unix_nano: [0-9]+ end_time_unix_nano: [0-9]+ """
            + Attributes(("http.request.method", "string_value: \"GET\""), ("url.path", "string_value: \"/go/example.com/greet/@v/v1.0.0.mod\""), ("http.response.status_code", "int_value: 200"), ("sutler.kind", "string_value: \"mod\""), ("sutler.cause", "string_value: \"miss\"")),
            spans);

        var metrics = await DecodeAsync("metrics", "ExportMetricsServiceRequest", await _collector.FindAsync("etrics" + (protocol == "grpc" ? "Service/Export" : ""), ["absent", "miss", "sutler.store.files"], Cancellation));
        Assert.Equal(Shown(await GetAsync("/metrics", isProxy: false)), Names().Matches(metrics).Select(match => match.Groups["name"].Value.Replace('.', '_')).Distinct().Order(StringComparer.Ordinal));
        Assert.Matches(
            """name: "sutler.upstream.requests" description: "[^"]*" unit: "\{request\}" sum \{ .*data_points \{ start_time_unix_nano: [0-9]+ time_unix_nano: [0-9]+ as_int: 1 """
            + Attributes(("outcome", "string_value: \"ok\""), ("upstream", $"string_value: \"{new Uri(_upstream!.TlsUrl).Authority}\"")),
            metrics);

        await _server!.DisposeAsync();
        var all = string.Concat(_collector.All().Select(Encoding.Latin1.GetString));
        Assert.Contains("greet", all, StringComparison.Ordinal);
        // The server's user reads where modules come from, user name and path too; whoever collects does not.
        Assert.All(["gopher", "/mod/auth"], place => Assert.DoesNotContain(place, all, StringComparison.Ordinal));
        Assert.All(
            ["hole", Convert.ToBase64String("gopher:hole"u8), Token, Convert.ToBase64String(Encoding.ASCII.GetBytes("any:" + Token)), "swordfish", "collector-key"],
            secret => Assert.DoesNotContain(secret, all + _server.Said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Every_metric_is_documented_and_the_other_way_round()
    {
        await ServeAsync(protocol: null);
        await GetAsync("/example.com/greet/@v/v1.0.0.mod");
        await GetAsync("/example.com/greet/@v/list");
        string page;
        do
        {
            // A request is counted when its answer is out, which may be a little later.
            page = await GetAsync("/metrics", isProxy: false);
        }
        while (!page.Contains("sutler_request_duration_seconds_count", StringComparison.Ordinal));

        var shown = Families().Matches(page).Select(match => match.Groups["name"].Value).Distinct().Order(StringComparer.Ordinal);
        var text = await File.ReadAllTextAsync(Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "serve.md"), Cancellation);
        var documented = Documented().Matches(text).Select(match => match.Groups["name"].Value).Distinct();
        // These are for answers and bodies that break off.
        Assert.Equal(documented.Except(["sutler_broken_total", "sutler_upstream_broken_total"]).Order(StringComparer.Ordinal), shown);
        Assert.Contains("dotnet_process_memory_working_set_bytes", page, StringComparison.Ordinal);
        Assert.DoesNotContain("greet", page, StringComparison.Ordinal);
        Assert.DoesNotContain("gopher", page, StringComparison.Ordinal);
    }

    private static string Attributes(params (string Key, string Value)[] attributes) =>
        string.Join(' ', attributes.Select(one => $"attributes \\{{ key: \"{Regex.Escape(one.Key)}\" value \\{{ {Regex.Escape(one.Value)} \\}} \\}}"));

    // Prometheus puts unit and kind of a number behind its name.
    private static IEnumerable<string> Shown(string page) =>
        Families().Matches(page).Select(match => Suffixes().Replace(match.Groups["name"].Value, "")).Distinct().Order(StringComparer.Ordinal);

    private static async Task<string> DecodeAsync(string kind, string message, byte[] bytes)
    {
        using var protoc = ExternalProgram.Start(
            ExternalProgram.Find("protoc")!,
            ["-I", ".", $"--decode=opentelemetry.proto.collector.{kind}.v1.{message}", $"opentelemetry/proto/collector/{kind}/v1/{kind}_service.proto"],
            Path.Combine(ScriptWorld.TestData, "otlp"));
        var (output, error) = (protoc.StandardOutput.ReadToEndAsync(Cancellation), protoc.StandardError.ReadToEndAsync(Cancellation));
        await protoc.StandardInput.BaseStream.WriteAsync(bytes, Cancellation);
        protoc.StandardInput.Close();
        await protoc.WaitForExitAsync(Cancellation);
        Assert.Equal((0, ""), (protoc.ExitCode, await error));
        return Spaces().Replace(await output, " ");
    }

    private async Task ServeAsync(string? protocol)
    {
        var environment = new Dictionary<string, string>
        {
            ["GOPROXY"] = _upstream!.TlsUrl.Replace("https://", "https://gopher:hole@", StringComparison.Ordinal) + "/auth",
            ["GOSUMDB"] = "off",
            ["SSL_CERT_FILE"] = _files["ca.pem"],
        };
        if (protocol is not null)
        {
            _collector = await TelemetryCollector.StartAsync(protocol == "grpc", Cancellation);
            environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = _collector.Url;
            environment["OTEL_EXPORTER_OTLP_PROTOCOL"] = protocol;
            environment["OTEL_EXPORTER_OTLP_HEADERS"] = "x-key=collector-key";
            environment["OTEL_METRIC_EXPORT_INTERVAL"] = "200";
            environment["OTEL_BSP_SCHEDULE_DELAY"] = "100";
        }

        _server = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], environment, "--data", _files["data"], "--token-file", _files["token"]);
    }

    private async Task<string> GetAsync(string target, bool isProxy = true)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Get, isProxy ? _server!.Url + target : $"http://127.0.0.1:{_server!.Port}{target}");
        request.Headers.TryAddWithoutValidation("Authorization", "Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("any:" + Token)));
        using var response = await client.SendAsync(request, Cancellation);
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    [GeneratedRegex("\\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Spaces();

    [GeneratedRegex("metrics \\{ name: \"(?<name>sutler[^\"]+)\"", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Names();

    [GeneratedRegex("^# TYPE (?<name>sutler_[a-z_]+) ", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture | RegexOptions.Multiline)]
    private static partial Regex Families();

    [GeneratedRegex("(_bytes|_seconds)?(_total)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Suffixes();

    [GeneratedRegex("`(?<name>sutler_[a-z_]+)`", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Documented();
}
