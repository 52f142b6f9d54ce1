using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Time.Testing;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>A world in which one thing is wrong, and what was opened to make it so.</summary>
internal sealed class FaultStage : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _opened = [];

    private FaultStage(TrustWorld world)
    {
        World = world;
        World.Time = Clock;
        World.Resolve = (host, _) => Names.TryGetValue(host, out var address) ? Task.FromResult(new[] { address }) : throw new SocketException((int)SocketError.HostNotFound);
    }

    public TrustWorld World { get; }

    public FakeTimeProvider Clock { get; } = new();

    public TestCertificateAuthority Authority { get; } = new();

    /// <summary>The host names there are.</summary>
    public Dictionary<string, IPAddress> Names { get; } = new() { ["localhost"] = IPAddress.Loopback };

    /// <summary>Somebody who arrives here waits until his time is over.</summary>
    public Gate? Silence { get; set; }

    /// <summary>Whether a download does not end, because it waits for a lock.</summary>
    public bool Waits { get; set; }

    public static async Task<FaultStage> OpenAsync() => new(await TrustWorld.StartAsync());

    public async ValueTask DisposeAsync()
    {
        _opened.Reverse();
        foreach (var opened in _opened)
        {
            await opened.DisposeAsync();
        }

        await World.DisposeAsync();
        Authority.Dispose();
    }

    public T Keep<T>(T opened)
        where T : IAsyncDisposable
    {
        _opened.Add(opened);
        return opened;
    }

    public void Keep(IDisposable opened) => Keep(new Async(opened));

    /// <summary>Serves https as <paramref name="host"/>, which becomes GOPROXY, with a certificate that the world trusts.</summary>
    public async Task<ScriptedUpstream> SecureAsync(string host, bool isTrusted = true, DateTimeOffset? until = null, string? certified = null)
    {
        var certificate = until is { } end ? Authority.Issue(end, certified ?? host) : Authority.Issue(certified ?? host);
        var upstream = Keep(await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = certificate }));
        Names[host] = IPAddress.Loopback;
        World.TrustedRoots = isTrusted ? Authority.Roots : null;
        World.Variables["GOPROXY"] = $"https://{host}:{upstream.Port}";
        upstream.Otherwise = World.Otherwise;
        return upstream;
    }

    /// <summary>Goes direct, and serves https as <paramref name="host"/> on its usual port, to which a proxy leads.</summary>
    public async Task BehindProxyAsync(string host, Func<RecordedRequest, Reply> answer, string? certified = null)
    {
        (await SecureAsync(host, certified: certified)).Otherwise = answer;
        var port = new Uri(World.Variables["GOPROXY"]).Port;
        var proxy = Keep(new TunnelProxy { Route = _ => new IPEndPoint(IPAddress.Loopback, port) });
        World.Variables["HTTPS_PROXY"] = $"http://127.0.0.1:{proxy.Port}";
        World.Variables["GOPROXY"] = "direct";
    }

    /// <summary>A disk of so many kilobytes in the place of the cache, or the test is skipped.</summary>
    public async Task<SmallDisk> MountAsync(int kilobytes)
    {
        var (disk, reason) = await SmallDisk.MountAsync(World.Cache, kilobytes, TestContext.Current.CancellationToken);
        Assert.SkipWhen(disk is null, reason);
        return Keep(disk!);
    }

    public Task<ProgramRun> DoctorAsync(params string[] arguments) => InTimeAsync(token => World.RunAsync(["doctor", .. arguments], token));

    public Task<ProgramRun> DownloadAsync(string module) => Waits ? WaitAsync(module) : InTimeAsync(token => World.RunAsync(["mod", "download", module], token));

    /// <summary>The text with all that differs from run to run put in its general form.</summary>
    public string General(string text)
    {
        text = text.Replace(World.Files.Root, "/work", StringComparison.Ordinal);
        text = Regex.Replace(text, @"[^ ]*/sutler-(direct|repositories)-[A-Za-z0-9]+", "/scratch");
        text = Regex.Replace(text, @"\b(127\.0\.0\.1|\.example|\.org):\d{2,5}\b", "$1:PORT");
        text = Regex.Replace(text, @"\(\d+ ms\)", "(0 ms)");
        text = Regex.Replace(text, @"[0-9.]+ [kMGT]?B (free|needed)(, \d+ files \(inodes\))?", "SIZE $1");
        text = Regex.Replace(text, @"port \d+ is open", "port PORT is open");
        text = Regex.Replace(text, @"\d+ files may be open", "N files may be open");
        text = Regex.Replace(text, @"uid \d+, mode \d+", "uid N, mode N");
        text = Regex.Replace(text, @"(?m)^(warn|ok) +(disk|open-files) ", "ok    $2 ");
        text = Regex.Replace(text, @"\d{8}T\d{6}Z-[0-9a-f]{8}", "TIME-ID");
        return Regex.Replace(text, @"process \d+ \([^)]*\)", "process N (go mod download)");
    }

    // The clock goes on as soon as somebody waits for nothing. When the server holds its answer back the client need not have begun to wait
    // for the rest: then the clock has gone on too early, and goes on again.
    private async Task<ProgramRun> InTimeAsync(Func<CancellationToken, Task<ProgramRun>> runAsync)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var run = runAsync(over.Token);
        var early = Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, over.Token);
        while (Silence is { } silence && await Task.WhenAny(run, silence.WaitForArrivalsAsync(1, over.Token), early) != run)
        {
            Clock.Advance(TimeSpan.FromSeconds(10));
            early = Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, over.Token);
        }

        var ended = await run;
        await over.CancelAsync();
        return ended;
    }

    private async Task<ProgramRun> WaitAsync(string module)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        World.Time = TimeProvider.System;
        World.OnErrorLine = line => _ = line.Contains("waiting for lock", StringComparison.Ordinal) ? over.CancelAsync() : Task.CompletedTask;
        return await World.RunAsync(["mod", "download", module], over.Token);
    }

    private sealed class Async(IDisposable inner) : IAsyncDisposable
    {
        public ValueTask DisposeAsync()
        {
            inner.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
