using System.Text.Json;
using Sutler.Go.Direct.Discovery;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct.Discovery;

/// <summary>The go command and Sutler before the same hosts, with the same words. DISC-2 to DISC-10, GOVCS-1 to GOVCS-3.</summary>
public sealed class DiscoveryOracleTests
{
    private static string? Go => ExternalProgram.Find("go");

    [Fact]
    public async Task Says_what_go_says_of_hosts_and_their_pages()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        string[] paths =
        [
            "github.com/u", "github.com", "github.com/u/r.git", "github.com/u/~r/x", "bitbucket.org/u/r.hg", "hub.jazz.net/git/u/r.svn", "hub.jazz.net/git/U/r",
            "git.apache.org/x", "git.openstack.org/x", "chiselapp.com/user/x", "example.net/x", "rsc.io", "ex.test/s.svn", "ex.test/f.fossil/x", "ex.test/b.bzr",
            "ex.test/gone", "ex.test/forbidden", "ex.test", "ex.test/none", "ex.test/empty", "ex.test/cut", "ex.test/other", "ex.test/dup", "ex.test/foo", "ex.test/noscheme",
            "ex.test/file", "ex.test/dash", "ex.test/lie/x", "ex.test/bare/x", "ex.test/nothing/x", "ex.test/broken/x", "ex.test/sub", "ex.test/svn", "ex.test/redirect", "ex.test/down",
            "ex.test/charset", "launchpad.net/p/s",
        ];
        world.Answer("ex.test/forbidden", Reply.Failure(403, "go away\nplease"))
            .Say("ex.test/none")
            .Answer("ex.test/empty", new Reply { Status = 204 })
            .Answer("ex.test/cut", Reply.Text("<html>\n<head"))
            .Say("ex.test/other", "other.test/z git https://a.b", "ex.test/others git https://a.b")
            .Say("ex.test/dup", "ex.test git https://a.b", "ex.test/dup git https://a.b")
            .Say("ex.test/foo", "ex.test/foo foo https://a.b")
            .Say("ex.test/noscheme", "ex.test/noscheme git a.b/c")
            .Say("ex.test/file", "ex.test/file git file:///x")
            .Say("ex.test/dash", "ex.test/dash git --upload-pack=x")
            .Say("ex.test/lie/x", "ex.test/lie git https://evil.test/r").Say("ex.test/lie", "ex.test/lie git https://a.b")
            .Say("ex.test/bare/x", "ex.test/bare git https://a.b").Say("ex.test/bare")
            .Say("ex.test/nothing/x", "ex.test/nothing git https://a.b")
            .Say("ex.test/broken/x", "ex.test/broken git https://a.b").Answer("ex.test/broken", Reply.Text("<a <b>"))
            .Say("ex.test/sub", "ex.test/sub git https://a.b dir")
            .Say("ex.test/svn", "ex.test/svn svn https://a.b")
            .Answer("ex.test/redirect", Reply.Redirect("http://ex.test/x"))
            .Answer("ex.test/down", new Reply { HangUp = true })
            .Answer("ex.test/charset", Reply.Text("<?xml version='1.0' encoding='latin1'?>"));
        await CompareAsync(world, paths);
    }

    [Theory]
    [InlineData("*:none", "")]
    [InlineData("public:all,private:none", "github.com/google,ex.test")]
    [InlineData("github.com/google/go-cmp/inner:git,github.com:svn|hg,ex.test/r.git:hg,ex.test:off", "")]
    [InlineData("git", "")]
    [InlineData("github.com:hg,github.com:git", "")]
    [InlineData("x:y,", "")]
    [InlineData(":git", "")]
    [InlineData("x:|", "")]
    [InlineData("../x:git", "")]
    public async Task Says_what_go_says_of_GOVCS(string govcs, string goPrivate)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOVCS"] = govcs;
        world.Variables["GOPRIVATE"] = goPrivate;
        world.Say("ex.test/page", "ex.test/page git https://a.b").Say("ex.test/page/x", "ex.test/page git https://a.b");
        await CompareAsync(world, "github.com/google/go-cmp", "ex.test/r.git/x", "ex.test/page/x");
    }

    [Theory]
    [InlineData("")]
    [InlineData("ex.test")]
    public async Task Says_what_go_says_of_hosts_without_proof(string goInsecure)
    {
        await using var world = await DiscoveryWorld.StartAsync(isTrusted: false);
        world.Variables["GOINSECURE"] = goInsecure;
        world.Say("ex.test/none").Answer("ex.test/down", new Reply { HangUp = true }).Answer("ex.test/redirect", Reply.Redirect("http://ex.test/x"));
        await CompareAsync(world, "ex.test/none", "ex.test/gone", "ex.test/down", "ex.test/redirect", "ex.test/r.git");
    }

    private static async Task CompareAsync(DiscoveryWorld world, params string[] paths)
    {
        Assert.SkipWhen(Go is null || !OperatingSystem.IsLinux(), "no go command");
        world.Program("git", "exit 128").Program("svn", "exit 1").Program("bzr", "exit 1");
        var finder = world.Finder();
        var ours = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var path in paths)
        {
            var failure = await Assert.ThrowsAsync<RepositoryNotFoundException>(() => finder.FindAsync(ModulePath.Parse(path), TestContext.Current.CancellationToken));
            ours[path] = failure.Message;
        }

        var theirs = await AskGoAsync(world, paths);
        Assert.Equal(paths.Select(path => $"{path}: {theirs[path]}"), paths.Select(path => $"{path}: {ours[path]}"));
    }

    private static async Task<Dictionary<string, string>> AskGoAsync(DiscoveryWorld world, string[] paths)
    {
        var directory = Directory.CreateDirectory(world.Files["go"]).FullName;
        File.WriteAllText(Path.Combine(directory, "go.mod"), "module m\n\ngo 1.24\n");
        using var process = ExternalProgram.Start(Go!, ["mod", "download", "-json", .. paths.Select(path => path + "@v1.0.0")], directory, new Dictionary<string, string>(world.Variables)
        {
            ["GOPROXY"] = "direct",
            ["GOSUMDB"] = "off",
            ["GOTOOLCHAIN"] = "local",
            ["GOFLAGS"] = "",
            ["HTTPS_PROXY"] = world.SecureProxy,
            ["HTTP_PROXY"] = world.Plain.Url,
            ["SSL_CERT_FILE"] = world.IsTrusted ? world.Files.Write("roots.pem", world.RootPem) : "",
        });
        process.StandardInput.Close();
        var error = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var item in output.Split("\n}\n", StringSplitOptions.RemoveEmptyEntries))
        {
            using var module = JsonDocument.Parse(item + "}");
            var path = module.RootElement.GetProperty("Path").GetString()!;
            texts[path] = module.RootElement.GetProperty("Error").GetString()!.Replace($"{path}@v1.0.0: ", "", StringComparison.Ordinal);
        }

        Assert.True(texts.Count == paths.Length, output + await error);
        return texts;
    }
}
