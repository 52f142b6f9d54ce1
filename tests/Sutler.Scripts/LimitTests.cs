using System.Globalization;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts;

/// <summary>The published binary where a process may have few files open.</summary>
public sealed class LimitTests(ScriptWorld world)
{
    private const int Modules = 300;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("file")]
    [InlineData("http")]
    public async Task Sixty_four_open_files_are_enough_for_three_hundred_modules(string scheme)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no such limit");
        using var files = new ScratchDirectory();
        WriteProxy(files);
        await using var upstream = await ScriptedUpstream.StartAsync();
        upstream.Otherwise = request => File.Exists(files["proxy" + request.Target])
            ? Reply.File(File.ReadAllBytes(files["proxy" + request.Target]))
            : Reply.Failure(404);
        var variables = new Dictionary<string, string>
        {
            ["HOME"] = files["home"],
            ["GOPATH"] = files["gopath"],
            ["GOMODCACHE"] = files["mod"],
            ["GOPROXY"] = scheme == "file" ? "file://" + files["proxy"] : upstream.Url,
            ["GOSUMDB"] = "off",
            ["GOFLAGS"] = "",
            ["GOENV"] = "off",
            ["SUTLER_RETRIES"] = "0",
        };
        foreach (var arguments in new[] { "mod download", "mod verify", "mod download", "cache prune --max-size 0B --apply", "mod download" })
        {
            var (code, output, error) = await ExternalProgram.RunAsync(
                "/bin/sh",
                ["-c", $"ulimit -n 64 && exec \"$0\" {arguments}", world.Settings.SutlerPath],
                Token,
                files["project"],
                variables);
            Assert.True(code == 0 && error.Length == 0, arguments + "\n" + output + error);
        }

        Assert.Equal(Modules, Directory.GetFiles(files["mod/cache/download"], "*.zip", SearchOption.AllDirectories).Length);
        Assert.Equal(Modules, Directory.GetDirectories(files["mod/ex.com"], "m*@v1.0.0").Length);
    }

    private static void WriteProxy(ScratchDirectory files)
    {
        var goMod = "module ex.com/main\n\ngo 1.21\n\nrequire (\n";
        for (var number = 0; number < Modules; number++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"ex.com/m{number}");
            var directory = $"proxy/{path}/@v/";
            files.Write(directory + "list", "v1.0.0\n");
            files.Write(directory + "v1.0.0.info", """{"Version":"v1.0.0","Time":"2020-02-02T20:20:20Z"}""");
            var mod = $"module {path}\n\ngo 1.21\n";
            files.Write(directory + "v1.0.0.mod", mod);
            File.WriteAllBytes(files[directory + "v1.0.0.zip"], ModuleZipBuilder.Build(
                new(path, "v1.0.0"), [("go.mod", mod), ("m.go", "package m\n"), .. Enumerable.Range(0, 9).Select(file => ($"d/f{file}.go", "package d\n"))]));
            goMod += $"\t{path} v1.0.0\n";
        }

        files.Write("project/go.mod", goMod + ")\n");
        Directory.CreateDirectory(files["home"]);
    }
}
