using Sutler.GoModules.Modules;
using Sutler.TestKit;

namespace Sutler.Scripts.Terminals;

/// <summary>A project with one module to download, and the proxy that has it; its zip comes as a test says.</summary>
internal sealed class SlowDownload : IAsyncDisposable
{
    private const string ZipTarget = "/ex.com/big/@v/v1.0.0.zip";

    private SlowDownload(ScriptedUpstream proxy) => Proxy = proxy;

    public ScratchDirectory Files { get; } = new();

    public ScriptedUpstream Proxy { get; }

    public byte[] Zip { get; } = ModuleZipBuilder.Build(
        new ModuleId("ex.com/big", "v1.0.0"), [("go.mod", "module ex.com/big\n"), ("a.go", "package big // " + Convert.ToHexString(Noise(400_000)))]);

    /// <summary>What the program gets to see: nothing of the environment of the tests, where CI may be set.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    public string Project => Files["m"];

    /// <summary>Where the zip arrives.</summary>
    public string Partial => Files["cache/cache/sutler/v1/partial/ex.com/big/@v/v1.0.0.zip.part"];

    public static async Task<SlowDownload> StartAsync()
    {
        var download = new SlowDownload(await ScriptedUpstream.StartAsync());
        download.Files.Write("m/go.mod", "module m\n\ngo 1.21\n\nrequire ex.com/big v1.0.0\n");
        download.Proxy
            .Answer("/ex.com/big/@v/v1.0.0.info", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""")
            .Answer("/ex.com/big/@v/v1.0.0.mod", "module ex.com/big\n");
        foreach (var (name, value) in new[]
        {
            ("HOME", download.Files.Root), ("GOPATH", download.Files["gopath"]), ("GOMODCACHE", download.Files["cache"]), ("GOPROXY", download.Proxy.Url),
            ("GOSUMDB", "off"), ("GOENV", "off"), ("GOTOOLCHAIN", "local"), ("PATH", Environment.GetEnvironmentVariable("PATH") ?? ""),
        })
        {
            download.Variables[name] = value;
        }

        return download;
    }

    /// <summary>The zip comes up to its middle, and on when the gate opens.</summary>
    public Gate HoldInTheMiddle()
    {
        var gate = new Gate();
        Proxy.Answer(ZipTarget, Reply.Bytes(Zip) with { InBody = gate, StallAfter = Zip.Length / 2 });
        return gate;
    }

    /// <summary>The first request for the zip is refused for a while, the next get it.</summary>
    public void RefuseOnce(int retryAfter) => Proxy.Answer(
        ZipTarget, Reply.Failure(503) with { Headers = [("Retry-After", $"{retryAfter}")] }, Reply.Bytes(Zip));

    public async ValueTask DisposeAsync()
    {
        await Proxy.DisposeAsync();
        Files.Dispose();
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(3).NextBytes(noise);
        return noise;
    }
}
