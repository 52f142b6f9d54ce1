using System.Diagnostics;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts;

/// <summary>A process that is killed while a zip arrives leaves what the next one needs not fetch again. Decision 6.</summary>
public sealed class KilledTransferTests(ScriptWorld world)
{
    private const string Target = "/ex.com/big/@v/v1.0.0.zip";
    private const int Stall = 3 << 20;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_next_process_asks_only_for_the_rest()
    {
        Assert.SkipWhen(world.Settings.ToolIsGo, "the go command does not resume");
        var module = new ModuleId("ex.com/big", "v1.0.0");
        var zip = ModuleZipBuilder.Build(module, [("go.mod", "module ex.com/big\n"), ("a.go", "package big // " + Convert.ToHexString(Noise(6 << 20)))]);
        using var files = new ScratchDirectory();
        files.Write("m/go.mod", "module m\n\ngo 1.21\n\nrequire ex.com/big v1.0.0\n");
        var gate = new Gate();
        await using var proxy = await ScriptedUpstream.StartAsync();
        proxy
            .Answer("/ex.com/big/@v/v1.0.0.info", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""")
            .Answer("/ex.com/big/@v/v1.0.0.mod", "module ex.com/big\n")
            .Answer(Target, Reply.File(zip) with { InBody = gate, StallAfter = Stall }, Reply.File(zip));

        var killed = Start(files, proxy.Url);
        using (killed)
        {
            await gate.WaitForArrivalsAsync(1, Token);
            var partial = files["cache/cache/sutler/v1/partial/ex.com/big/@v/v1.0.0.zip.part"];
            while (!File.Exists(partial) || new FileInfo(partial).Length < Stall)
            {
                Assert.False(killed.HasExited);
                await Task.Yield();
            }
            killed.Kill(); // SIGKILL
            await killed.WaitForExitAsync(Token);
            Assert.True(File.Exists(partial + ".state"));
        }

        using var second = Start(files, proxy.Url);
        await second.WaitForExitAsync(Token);
        Assert.Equal((0, ""), (second.ExitCode, await second.StandardError.ReadToEndAsync(Token)));
        Assert.Equal([null, $"bytes={Stall}-{zip.Length - 1}"], proxy.Requests.Where(request => request.Target == Target).Select(request => request["Range"]));
        Assert.True(Directory.Exists(files["cache/ex.com/big@v1.0.0"]));
        Assert.Equal(zip, await File.ReadAllBytesAsync(files["cache/cache/download/ex.com/big/@v/v1.0.0.zip"], Token));
        Assert.Equal([], Directory.GetFiles(files["cache/cache/sutler"], "*.part*", SearchOption.AllDirectories));
        gate.Open();
    }

    private Process Start(ScratchDirectory files, string proxy)
    {
        var start = new ProcessStartInfo(world.Settings.SutlerPath, ["mod", "download", "-modcacherw"])
        {
            WorkingDirectory = files["m"],
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in new[]
        {
            ("HOME", files.Root), ("GOPATH", files["gopath"]), ("GOMODCACHE", files["cache"]), ("GOPROXY", proxy),
            ("GOSUMDB", "off"), ("GOENV", "off"), ("GOTOOLCHAIN", "local"), ("PATH", Environment.GetEnvironmentVariable("PATH") ?? ""),
        })
        {
            start.Environment[name] = value;
        }
        return Process.Start(start)!;
    }

    private static byte[] Noise(int length)
    {
        var noise = new byte[length];
        new Random(3).NextBytes(noise);
        return noise;
    }
}
