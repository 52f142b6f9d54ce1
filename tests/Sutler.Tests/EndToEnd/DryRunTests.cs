using System.Security.Cryptography;
using System.Text.Json;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary><c>mod download -dry-run</c>: what would be fetched, from where, how much, and not a byte on disk.</summary>
public sealed class DryRunTests : IAsyncLifetime
{
    private TrustWorld _world = null!;
    private ScriptedUpstream _second = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _second = await ScriptedUpstream.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _second.DisposeAsync();
        await _world.DisposeAsync();
    }

    [Fact]
    public async Task Tells_files_sizes_and_sources_and_changes_nothing()
    {
        var cached = _world.Publish("ex.com/cached", "v1.0.0");
        var first = _world.Publish("ex.com/first", "v1.0.0");
        var second = _world.Publish("ex.com/second", "v1.0.0");
        TrustWorld.Serve(_second, second);
        foreach (var target in new[] { second.InfoTarget, second.GoModTarget, second.ZipTarget })
        {
            _world.Proxy.Forget(target);
        }

        _world.Variables["GOPROXY"] = _world.Proxy.Url + "," + _second.Url; // the second has what the first lacks
        _world.Require(cached.GoSumLines, cached, first, second);
        Assert.Equal(0, (await _world.RunAsync("mod", "download", "ex.com/cached@v1.0.0")).ExitCode);
        var before = Everything();

        var run = await _world.RunAsync("mod", "download", "--dry-run");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            $"""
            ex.com/first@v1.0.0  fetch info, mod, zip  {first.Zip.Length} B  from {_world.Proxy.Url}
            ex.com/second@v1.0.0  fetch info, mod, zip  {second.Zip.Length} B  from {_second.Url}
            go.sum  + {first.GoModLine.TrimEnd()}
            go.sum  + {second.GoModLine.TrimEnd()}
            2 zips, {first.Zip.Length + second.Zip.Length} B, and 4 small files to fetch; 1 module in the cache

            """,
            run.Output);
        Assert.Equal(before, Everything());
        Assert.DoesNotContain(_world.Proxy.Requests, request => request.Method == "GET" && request.Target == first.ZipTarget);
        Assert.DoesNotContain(_second.Requests, request => request.Method == "GET" && request.Target == second.ZipTarget);
    }

    [Fact]
    public async Task Describes_itself_in_json()
    {
        var module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(null, module);

        var run = await _world.RunAsync("mod", "download", "-dry-run", "-json", "ex.com/mod", "ex.com/none@v1.0.0");

        Assert.Equal(1, run.ExitCode);
        var json = JsonDocument.Parse(run.Output).RootElement;
        Assert.Equal("ex.com/mod", json.GetProperty("modules")[0].GetProperty("path").GetString());
        Assert.Equal(module.Zip.Length, json.GetProperty("modules")[0].GetProperty("bytes").GetInt64());
        Assert.Equal(["info", "mod", "zip"], json.GetProperty("modules")[0].GetProperty("fetch").EnumerateArray().Select(kind => kind.GetString()));
        Assert.Contains("404 Not Found", json.GetProperty("modules")[1].GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal((1, 1, 2), (json.GetProperty("total").GetProperty("zips").GetInt32(), json.GetProperty("total").GetProperty("failed").GetInt32(), json.GetProperty("total").GetProperty("smallFiles").GetInt32()));
        _world.AssertTidy();
    }

    public static TheoryData<string, Func<byte[], Reply[]>, string> Servers => new()
    {
        { "no HEAD, but ranges", zip => [Reply.Failure(405), Reply.File(zip)], "LENGTH B" },
        { "no HEAD, no ranges", zip => [Reply.Failure(501), Reply.Bytes(zip)], "LENGTH B" },
        { "a signature for GET only", zip => [Reply.Failure(403), Reply.File(zip)], "LENGTH B" },
        { "no length at all", zip => [Reply.Bytes(zip) with { IsChunked = true }], "size unknown" },
    };

    [Theory]
    [MemberData(nameof(Servers))]
    public async Task Learns_the_size_as_the_server_lets_it(string name, Func<byte[], Reply[]> replies, string expected)
    {
        _ = name;
        var module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(module.GoSumLines, module);
        _world.Proxy.Answer(module.ZipTarget, replies(module.Zip));

        var run = await _world.RunAsync("mod", "download", "--dry-run");

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.Contains(expected.Replace("LENGTH", $"{module.Zip.Length}", StringComparison.Ordinal) + "  from ", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(403)]
    [InlineData(500)]
    public async Task Tells_what_would_fail(int status)
    {
        var module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(module.GoSumLines, module);
        _world.Proxy.Answer(module.ZipTarget, Reply.Failure(status));

        var run = await _world.RunAsync("mod", "download", "--dry-run");

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith($"go: ex.com/mod@v1.0.0: reading {_world.Proxy.Url}{module.ZipTarget}: {status} ", run.Error, StringComparison.Ordinal);
        _world.AssertTidy();
    }

    [Fact]
    public async Task Says_when_there_is_nothing_to_do()
    {
        var module = _world.Publish("ex.com/mod", "v1.0.0");
        _world.Require(module.GoSumLines, module);
        Assert.Equal(0, (await _world.RunAsync("mod", "download")).ExitCode);

        Assert.Equal("nothing to fetch; 1 module in the cache\n", (await _world.RunAsync("mod", "download", "-dry-run")).Output);
    }

    private Dictionary<string, string> Everything() => Directory.EnumerateFileSystemEntries(_world.Files.Root, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Directory.Exists(path)
            ? File.GetUnixFileMode(path).ToString()
            : $"{File.GetLastWriteTimeUtc(path):O} {Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path)))}");
}
