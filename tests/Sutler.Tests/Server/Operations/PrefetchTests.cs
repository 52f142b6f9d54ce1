using System.Net.Sockets;
using System.Text;
using Sutler.Go.Serving;
using Sutler.Server;
using Sutler.Server.Listening;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Sutler.Tests.Serving.Stored;
using Xunit;

namespace Sutler.Tests.Server.Operations;

/// <summary>Bringing in what a go.mod or go.sum names, through a host, into a store.</summary>
public sealed class PrefetchTests : IAsyncLifetime
{
    private OperatedServer _server = null!;

    private static CancellationToken Token => StoredWorld.Token;

    private StoredWorld World => _server.World;

    public async ValueTask InitializeAsync() => _server = await OperatedServer.StartAsync();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    [Fact]
    public async Task Brings_in_all_that_a_go_sum_names()
    {
        var (all, mod) = (World.Publish("ex.com/all"), World.Publish("ex.com/mod"));
        var text = $"{all.GoSumLines}ex.com/mod v1.0.0/go.mod {mod.GoModHash}\n";
        Assert.Equal(
            [
                """{"done":true,"here":0,"fetched":2,"failed":0,"skipped":0}""",
                """{"module":"ex.com/all","version":"v1.0.0","files":["info","mod","zip"],"status":"fetched"}""",
                """{"module":"ex.com/mod","version":"v1.0.0","files":["mod"],"status":"fetched"}""",
            ],
            await LinesAsync(text));
        Assert.True(await World.IsStoredAsync(all));
        Assert.False(await World.IsStoredAsync(mod));
        Assert.Equal((1, 1, 1), (World.Requests(all.InfoTarget), World.Requests(all.GoModTarget), World.Requests(all.ZipTarget)));
        Assert.Equal((0, 1, 0), (World.Requests(mod.InfoTarget), World.Requests(mod.GoModTarget), World.Requests(mod.ZipTarget)));

        Assert.Contains("""{"done":true,"here":2,"fetched":0,"failed":0,"skipped":0}""", await LinesAsync(text));
        Assert.Equal(1, World.Requests(all.ZipTarget));
    }

    [Fact]
    public async Task Brings_in_what_a_go_mod_requires_whatever_fails_beside_it()
    {
        var (good, bad) = (World.Publish("ex.com/good"), World.Publish("ex.com/bad"));
        World.Proxy.Answer(bad.ZipTarget, Reply.File([.. bad.Zip.Take(100_000), .. new byte[100]]));
        var lines = await LinesAsync("module m.com/m\nrequire (\nex.com/gone v1.0.0\nex.com/bad v1.0.0\nex.com/good v1.0.0\nex.com/local v1.0.0\n)\nreplace ex.com/local => ../local\n");
        Assert.Equal(5, lines.Length);
        Assert.Contains("""{"module":"ex.com/good","version":"v1.0.0","files":["info","mod","zip"],"status":"fetched"}""", lines);
        Assert.Contains("""{"module":"ex.com/local","version":"v1.0.0","files":["info","mod","zip"],"status":"skipped","error":"go.mod has a directory in its place"}""", lines);
        Assert.Contains("""{"done":true,"here":0,"fetched":1,"failed":2,"skipped":1}""", lines);
        Assert.StartsWith("""{"module":"ex.com/bad","version":"v1.0.0","files":["info","mod","zip"],"status":"failed","error":"ex.com/bad@v1.0.0: the source gave no whole zip""", Assert.Single(lines, line => line.Contains("ex.com/bad", StringComparison.Ordinal)), StringComparison.Ordinal);
        Assert.False(await World.IsStoredAsync(bad));
        Assert.True(await World.IsStoredAsync(good));
    }

    [Fact]
    public async Task Asks_no_source_for_names_that_are_none()
    {
        const string Hash = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
        var lines = await LinesAsync($"../../etc/passwd v1.0.0 {Hash}\nex.com/mod ../../x {Hash}\nex.com/mod v2.0.0 {Hash}\nex.com/mod\u001b[2J v1.0.0 {Hash}\n/abs.com/x v1.0.0 {Hash}\nex.com/mod main/go.mod {Hash}\n");
        Assert.Contains("""{"done":true,"here":0,"fetched":0,"failed":6,"skipped":0}""", lines);
        Assert.Contains(lines, line => line.Contains("malformed module path", StringComparison.Ordinal));
        Assert.DoesNotContain(lines, line => line.Contains('\u001b', StringComparison.Ordinal));
        Assert.Empty(World.Proxy.Requests);
        Assert.Empty(World.Database.Asked);
    }

    [Theory]
    [InlineData("nothing", "", 400, "there is no body")]
    [InlineData("a broken go.sum", "ex.com/a v1.0.0 h1:x\nex.com/b\n", 400, "wrong number of fields 1")]
    [InlineData("a broken go.mod", "require (\n", 400, "go.mod:")]
    [InlineData("no text", "\u0000\u0001", 400, "go.mod:1")]
    public async Task Says_what_is_wrong_with_a_body(string name, string body, int status, string reason)
    {
        Assert.NotEmpty(name);
        var (seen, answer) = await _server.PostAsync("/api/prefetch", body);
        Assert.Equal(status, seen);
        Assert.StartsWith("{\"error\":\"", answer, StringComparison.Ordinal);
        Assert.Contains(reason, answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_no_more_than_four_mebibytes()
    {
        using var connection = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await connection.ConnectAsync("127.0.0.1", _server.Address.Port, Token);
        await connection.SendAsync(Encoding.ASCII.GetBytes("POST /api/prefetch HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 4194305\r\n\r\n"), Token);
        var answer = await HostWorld.ReadToEndAsync(connection);
        Assert.StartsWith("HTTP/1.1 413 ", answer, StringComparison.Ordinal);
        Assert.Contains("the body has more than 4096 KiB", answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Takes_no_compressed_body()
    {
        using var content = new ByteArrayContent([1, 2, 3]);
        content.Headers.ContentEncoding.Add("gzip");
        using var response = await _server.Client.PostAsync(new Uri("/api/prefetch", UriKind.Relative), content, Token);
        Assert.Equal(415, (int)response.StatusCode);
    }

    [Fact]
    public async Task Asks_for_few_at_a_time_and_no_more_when_the_client_has_left()
    {
        var modules = new HeldServer();
        await using var host = await ProxyHost.StartAsync(
            new ProxyHostOptions { Listen = ListenAddress.TryParse("127.0.0.1:0", out var address, out _) ? address : throw new InvalidOperationException(), Operations = new RecordedOperations() },
            modules,
            World.Database,
            Token);
        using var client = new HttpClient();
        var target = new Uri(host.Address + "/api/prefetch");
        using (var stop = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            using var content = new StringContent(string.Concat(Enumerable.Range(0, 20).Select(i => $"ex.com/m{i} v1.0.0/go.mod h1:x\n")));
            var posting = client.PostAsync(target, content, stop.Token);
            await modules.Gate.WaitForArrivalsAsync(8, Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => posting);
        }

        // This one is through only when those who left have given back their places.
        using var behind = new StringContent("ex.com/behind v1.0.0/go.mod h1:x\n");
        using var response = await client.PostAsync(target, behind, Token);
        Assert.Contains("""{"done":true,"here":1,"fetched":0,"failed":0,"skipped":0}""", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
        Assert.Equal(8, modules.Gate.Arrived);
    }

    [Fact]
    public async Task Fetches_once_what_a_client_is_being_given_already()
    {
        var (module, gate) = (World.Publish(), new Gate());
        World.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip) with { InBody = gate, StallAfter = 100_000 });
        var asking = World.ZipAsync(module);
        await gate.WaitForArrivalsAsync(1, Token);
        var prefetching = LinesAsync(module.GoSumLines);
        await StoredWorld.UntilAsync(() => Task.FromResult(World.Requests(module.GoModTarget) == 1));
        gate.Open();
        Assert.Contains("""{"done":true,"here":0,"fetched":1,"failed":0,"skipped":0}""", await prefetching);
        Assert.Equal(module.Zip, await StoredWorld.BytesOfAsync(await asking));
        Assert.Equal(1, World.Requests(module.ZipTarget));
    }

    private async Task<string[]> LinesAsync(string body)
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await _server.Client.PostAsync(new Uri("/api/prefetch", UriKind.Relative), content, Token);
        Assert.Equal((200, "application/x-ndjson"), ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType));
        var text = await response.Content.ReadAsStringAsync(Token);
        Assert.EndsWith("}\n", text, StringComparison.Ordinal);
        return [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)];
    }

    /// <summary>Holds whoever asks until they leave; but not for what is behind.</summary>
    private sealed class HeldServer : IModuleServer
    {
        public Gate Gate { get; } = new();

        public async ValueTask<ServedAnswer> AnswerAsync(ModuleRequest request, RequestTerms terms, CancellationToken cancellationToken)
        {
            if (request.Path.Text != "ex.com/behind")
            {
                await Gate.PassAsync(cancellationToken);
            }

            return ScriptedServer.Text("x");
        }
    }
}
