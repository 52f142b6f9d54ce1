using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using Sutler.Go.Serving;
using Sutler.Server;
using Xunit;

namespace Sutler.Tests.Server;

/// <summary>What operators can see: metrics, the access log, spans.</summary>
public sealed partial class SeeingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Counts_requests_as_Prometheus_reads_them()
    {
        await using var world = await HostWorld.StartAsync();
        await world.GetAsync("/go/ex.com/mod/@v/list");
        await world.GetAsync("/go/ex.com/mod/@v/list");
        world.Server.Answer = _ => new ServedAnswer.Absent(404, "no");
        await world.GetAsync("/go/ex.com/mod/@v/v1.0.0.zip");
        world.Server.Answer = _ => ScriptedServer.Text("12345") with { Cause = AnswerCause.Miss };
        await world.GetAsync("/go/ex.com/mod/@v/v1.0.0.mod");
        var response = await world.GetAsync("/metrics");
        Assert.Equal("text/plain", response.Content.Headers.ContentType!.MediaType);
        var metrics = await response.Content.ReadAsStringAsync(Token);
        Assert.Equal("2", Value(metrics, "sutler_requests_total", "kind=\"list\"", "status=\"200\"", "cause=\"hit\""));
        Assert.Equal("1", Value(metrics, "sutler_requests_total", "kind=\"zip\"", "status=\"404\"", "cause=\"absent\""));
        Assert.Equal("1", Value(metrics, "sutler_requests_total", "kind=\"mod\"", "status=\"200\"", "cause=\"miss\""));
        Assert.Equal("5", Value(metrics, "sutler_sent_bytes_total", "kind=\"mod\""));
        Assert.Equal("2", Value(metrics, "sutler_request_duration_seconds_count", "kind=\"list\"", "cause=\"hit\""));
        Assert.Equal("2", Value(metrics, "sutler_request_duration_seconds_bucket", "kind=\"list\"", "le=\"+Inf\""));
        Assert.NotNull(Value(metrics, "sutler_requests_active"));
    }

    // Meters are known by name throughout a process, and here is more than one server.
    [Fact]
    public async Task Shows_what_other_parts_count_anew_for_each_page_and_nothing_of_other_servers()
    {
        using var ours = new Meter(ProxyHost.MeterName);
        using var foreign = new Meter(ProxyHost.MeterName);
        var counted = 0;
        ours.CreateObservableGauge("sutler.test.ours", () => Volatile.Read(ref counted));
        foreign.CreateObservableGauge("sutler.test.foreign", () => 7);
        await using var world = await HostWorld.StartAsync(with: options => options with
        {
            Meter = ours,
            CountAsync = _ =>
            {
                Interlocked.Increment(ref counted);
                return ValueTask.CompletedTask;
            },
        });
        Assert.Equal(0, Volatile.Read(ref counted));
        var metrics = await (await world.GetAsync("/metrics")).Content.ReadAsStringAsync(Token);
        Assert.Equal("1", Value(metrics, "sutler_test_ours"));
        Assert.DoesNotContain("foreign", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_how_the_process_is()
    {
        await using var world = await HostWorld.StartAsync();
        var metrics = await (await world.GetAsync("/metrics")).Content.ReadAsStringAsync(Token);
        Assert.All(
            ["dotnet_process_memory_working_set_bytes", "dotnet_process_cpu_time_seconds_total"],
            name => Assert.True(double.Parse(Value(metrics, name)!, CultureInfo.InvariantCulture) >= 0));
        Assert.DoesNotContain("dotnet_exceptions", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shows_metrics_only_to_who_has_the_token()
    {
        await using var world = await HostWorld.StartAsync("correct-horse-battery");
        var refused = await world.GetAsync("/metrics");
        Assert.Equal((401, "unauthorized: this proxy wants a token: give it as password in netrc, or by GOAUTH\n"), ((int)refused.StatusCode, await refused.Content.ReadAsStringAsync(Token)));
        Assert.Equal(200, (int)(await world.GetAsync("/metrics", ("Authorization", "Bearer correct-horse-battery"))).StatusCode);
    }

    [Fact]
    public async Task Writes_a_line_for_each_request()
    {
        await using var world = await HostWorld.StartAsync();
        await world.GetAsync("/go/ex.com/!mod/@v/list?secret=1", ("User-Agent", "Go-http-client/1.1"));
        using var line = JsonDocument.Parse(Assert.Single(await world.StopAsync()));
        var values = line.RootElement.EnumerateObject().ToDictionary(one => one.Name, one => one.Value.ToString());
        Assert.Equal(
            "time=1970-01-01T00:00:00.000Z remote=127.0.0.1 method=GET target=/go/ex.com/!mod/@v/list kind=list status=200 cause=hit bytes=15 ms=0 agent=Go-http-client/1.1",
            string.Join(' ', values.Select(value => $"{value.Key}={value.Value}")));
    }

    [Fact]
    public async Task Gives_a_span_to_who_listens()
    {
        var ended = new TaskCompletionSource<Activity>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var world = await HostWorld.StartAsync();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "sutler.server",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = span =>
            {
                // Other tests have servers of their own.
                if ((string?)span.GetTagItem("url.path") == "/go/ex.com/spanned/@v/list")
                {
                    ended.TrySetResult(span);
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        world.Server.Answer = _ => new ServedAnswer.Failed(502, "the source is broken");
        await world.GetAsync("/go/ex.com/spanned/@v/list");
        var span = await ended.Task.WaitAsync(Token);
        Assert.Equal(("GET list", ActivityStatusCode.Error, "source", 502), (span.DisplayName, span.Status, span.GetTagItem("sutler.cause"), span.GetTagItem("http.response.status_code")));
    }

    private static string? Value(string metrics, string name, params string[] tags) =>
        metrics.Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) && (line[name.Length] is '{' or ' ') && tags.All(tag => line.Contains(tag, StringComparison.Ordinal)))
            .Select(line => Number().Match(line).Groups["value"].Value).FirstOrDefault();

    [GeneratedRegex("[} ] ?(?<value>[0-9.e+-]+)( [0-9]+)?$", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex Number();
}
