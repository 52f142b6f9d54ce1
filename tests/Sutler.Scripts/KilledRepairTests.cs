using System.Diagnostics;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts;

/// <summary>A repair that is killed at any moment leaves a cache that go and Sutler can use, and that the next repair makes whole.</summary>
public sealed class KilledRepairTests(ScriptWorld world)
{
    private const int Modules = 12;
    private const int Kills = 24;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_at_any_moment_it_leaves_a_cache_that_can_be_used()
    {
        Assert.SkipWhen(world.Settings.ToolIsGo, "the go command repairs nothing");
        using var files = new ScratchDirectory();
        await using var proxy = await ScriptedUpstream.StartAsync();
        Publish(files, proxy);
        await RunAsync(files, proxy.Url, 0, "mod", "download");
        var good = Contents(files);
        for (var kill = 0; kill < Kills; kill++)
        {
            Damage(files, kill);
            await KillAsync(files, proxy.Url, kill);
            await AssertUsableAsync(files);
            await RunAsync(files, proxy.Url, 0, "mod", "repair", "--all");
            Assert.Equal("nothing to repair\n", await RunAsync(files, proxy.Url, 0, "mod", "repair", "--all"));
            Assert.Equal([], Contents(files).Except(good).Select(file => file.Key));
            await RunAsync(files, "off", 0, "mod", "verify", "-deep", "-all");
        }

        // Trees that were half made are out of everybody's sight, and go with the next extraction or prune.
        await RunAsync(files, "off", 0, "cache", "prune", "--apply");
        Assert.Equal([], Directory.EnumerateDirectories(files["cache/ex.com"], "*.tmp-*"));
        // All from the cache; that a build finds its lines in go.sum, too.
        await RunAsync(files, "off", 0, ["mod", "download", .. Enumerable.Range(0, Modules).Select(i => $"ex.com/m{i}@v1.0.0")]);
        if (ScriptWorld.GoRoot is not null)
        {
            Assert.Equal("all modules verified\n", await GoAsync(files, "mod", "verify"));
            await GoAsync(files, "mod", "download");
            await GoAsync(files, "build", "./...");
        }
    }

    private static void Publish(ScratchDirectory files, ScriptedUpstream proxy)
    {
        var requires = "";
        var imports = "";
        for (var i = 0; i < Modules; i++)
        {
            var module = new ModuleId($"ex.com/m{i}", "v1.0.0");
            var goMod = $"module {module.Path}\n\ngo 1.21\n";
            var zip = ModuleZipBuilder.Build(module, [("go.mod", goMod), ("m.go", "package m\n"), ("a/noise.txt", Noise(i))]);
            proxy
                .Answer($"/{module.Path}/@v/v1.0.0.info", """{"Version":"v1.0.0","Time":"2020-01-01T00:00:00Z"}""")
                .Answer($"/{module.Path}/@v/v1.0.0.mod", goMod)
                .Answer($"/{module.Path}/@v/v1.0.0.zip", Reply.File(zip));
            requires += $"require {module.Path} v1.0.0\n";
            imports += $"import _ \"{module.Path}\"\n";
        }

        files.Write("m/go.mod", "module ex.com/main\n\ngo 1.21\n\n" + requires);
        files.Write("m/main.go", $"package main\n\n{imports}\nfunc main() {{}}\n");
    }

    // Each module in another way, and each time in another.
    private static void Damage(ScratchDirectory files, int round)
    {
        for (var i = 0; i < Modules; i++)
        {
            var stem = files[$"cache/cache/download/ex.com/m{i}/@v/v1.0.0"];
            switch ((i + round) % 6)
            {
                case 0:
                    Flip(stem + ".zip", 1_200_000);
                    break;
                case 1:
                    Edit(files[$"cache/ex.com/m{i}@v1.0.0/m.go"]);
                    break;
                case 2:
                    File.AppendAllText(stem + ".mod", "// evil\n");
                    break;
                case 3:
                    File.WriteAllText(stem + ".ziphash", "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
                    break;
                case 4:
                    File.WriteAllText(stem + ".info", "{");
                    break;
                default:
                    Flip(stem + ".zip", 100);
                    Edit(files[$"cache/ex.com/m{i}@v1.0.0/m.go"]);
                    break;
            }
        }
    }

    // When so many reports are there, and a little later: wherever it is by then.
    private async Task KillAsync(ScratchDirectory files, string proxy, int kill)
    {
        var quarantine = files["cache/cache/sutler/v1/quarantine"];
        var before = Count(quarantine);
        using var process = Start(files, proxy, "mod", "repair", "--all");
        var output = process.StandardOutput.ReadToEndAsync(Token);
        var wanted = kill * (Modules + 2) / Kills;
        while (!process.HasExited && Count(quarantine) - before < wanted)
        {
            await Task.Yield();
        }

        Thread.SpinWait(kill * 20_000);
        process.Kill(); // SIGKILL
        await process.WaitForExitAsync(Token);
        await output;
    }

    private static int Count(string quarantine)
    {
        try
        {
            return Directory.Exists(quarantine) ? Directory.EnumerateFiles(quarantine, "report.json", SearchOption.AllDirectories).Count() : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Each file is there, damaged as before or good, and what is whole for go is whole: no half file, no half tree, no half report.
    private static async Task AssertUsableAsync(ScratchDirectory files)
    {
        for (var i = 0; i < Modules; i++)
        {
            var stem = files[$"cache/cache/download/ex.com/m{i}/@v/v1.0.0"];
            Assert.All(new[] { ".info", ".mod", ".zip", ".ziphash" }, suffix => Assert.True(File.Exists(stem + suffix), stem + suffix));
            var tree = files[$"cache/ex.com/m{i}@v1.0.0"];
            Assert.True(!Directory.Exists(tree) || File.Exists(Path.Combine(tree, "a", "noise.txt")), tree);
            Assert.False(File.Exists(stem + ".partial"));
        }

        var quarantine = files["cache/cache/sutler/v1/quarantine"];
        foreach (var entry in Directory.Exists(quarantine) ? Directory.EnumerateDirectories(quarantine, "20*", SearchOption.AllDirectories) : [])
        {
            Assert.NotNull(Go.Quarantine.QuarantineStore.Read(entry));
            Assert.Equal(Go.Quarantine.QuarantineStore.Read(entry)!.Kept.Count + 1, Directory.EnumerateFiles(entry).Count());
        }

        if (ScriptWorld.GoRoot is not null)
        {
            // Go's own word on what is still damaged, and no other.
            var (_, error) = await GoAnywayAsync(files, "mod", "verify");
            Assert.DoesNotContain("no such file", error, StringComparison.Ordinal);
        }
    }

    private static Dictionary<string, string> Contents(ScratchDirectory files) => Directory.EnumerateFiles(files["cache"], "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/sutler/", StringComparison.Ordinal) && !path.Contains(".tmp-", StringComparison.Ordinal) && !path.EndsWith(".tmp", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal) && !path.EndsWith("/cache/lock", StringComparison.Ordinal))
        .ToDictionary(path => path, path => Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(path))));

    private static void Edit(string path)
    {
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(path, "package evil\n");
    }

    private static void Flip(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }

    private static string Noise(int seed)
    {
        var noise = new byte[2_000_000];
        new Random(seed).NextBytes(noise);
        return Convert.ToBase64String(noise);
    }

    private async Task<string> RunAsync(ScratchDirectory files, string proxy, int code, params string[] arguments)
    {
        using var process = Start(files, proxy, arguments);
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        var said = output + await error;
        Assert.True(process.ExitCode == code, $"{string.Join(' ', arguments)}: {process.ExitCode}\n{said}");
        return output;
    }

    private static async Task<string> GoAsync(ScratchDirectory files, params string[] arguments)
    {
        var (output, error) = await GoAnywayAsync(files, arguments);
        Assert.True(error.Length == 0, string.Join(' ', arguments) + "\n" + error);
        return output;
    }

    private static async Task<(string Output, string Error)> GoAnywayAsync(ScratchDirectory files, params string[] arguments)
    {
        using var process = Process.Start(Info(files, Path.Combine(ScriptWorld.GoRoot!, "bin", "go"), "off", arguments))!;
        var error = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (output, await error);
    }

    private Process Start(ScratchDirectory files, string proxy, params string[] arguments) => Process.Start(Info(files, world.Settings.SutlerPath, proxy, arguments))!;

    private static ProcessStartInfo Info(ScratchDirectory files, string program, string proxy, string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = files["m"], RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment.Clear();
        foreach (var (name, value) in new[]
        {
            ("HOME", files.Root), ("GOPATH", files["gopath"]), ("GOMODCACHE", files["cache"]), ("GOCACHE", files["gocache"]), ("GOPROXY", proxy), ("GOFLAGS", "-modcacherw"),
            ("GOSUMDB", "off"), ("GOENV", "off"), ("GOTOOLCHAIN", "local"), ("SUTLER_RETRIES", "0"), ("GOROOT", ScriptWorld.GoRoot ?? ""), ("PATH", Environment.GetEnvironmentVariable("PATH") ?? ""),
        })
        {
            start.Environment[name] = value;
        }

        return start;
    }
}
