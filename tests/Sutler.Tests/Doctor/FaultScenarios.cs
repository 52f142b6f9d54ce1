using System.Text;
using Sutler.Go.Cache;
using Sutler.Go.Doctor;
using Sutler.TestKit;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>Every known way in which downloads fail, in the order of docs/reference/faults.md.</summary>
internal static class FaultScenarios
{
    private const string Mod = "ex.com/mod@v1.0.0";

    public static IReadOnlyList<FaultScenario> All { get; } =
    [
        new("path", FaultClass.PathNotFound, "No source knows the module.", "ex.com/nope@v1.0.0", _ => Task.CompletedTask),
        new("package", FaultClass.PathNotFound, "The path is that of a package, not of a module.", "ex.com/mod/sub@v1.0.0", Plain(stage => stage.World.Publish("ex.com/mod", "v1.0.0"))),
        new("version", FaultClass.VersionNotFound, "The module exists, the version does not.", "ex.com/mod@v1.0.9", Plain(stage =>
        {
            stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Proxy.Answer("/ex.com/mod/@v/list", "v1.0.0\nv1.1.0\nv1.1.1\nv1.2.0-beta\n");
        })),
        new("private", FaultClass.PrivateModule, "A private module is asked of a public proxy.", "git.corp.example/team/lib@v1.0.0", async stage =>
        {
            var proxy = await stage.SecureAsync("proxy.golang.org");
            proxy.Otherwise = _ => Reply.Failure(
                404, "not found: git.corp.example/team/lib@v1.0.0: invalid version: git ls-remote -q origin: exit status 128:\n\tfatal: could not read Username for 'https://git.corp.example': terminal prompts disabled");
        }),
        new("denied", FaultClass.AccessDenied, "The proxy wants credentials, and none are known.", Mod, async stage =>
            (await stage.SecureAsync("goproxy.corp.example")).Otherwise = _ => Reply.Failure(401, "<html><body>Sign in</body></html>", "text/html")),
        new("refused", FaultClass.AccessDenied, "The proxy refuses the credentials that were sent.", Mod, async stage =>
        {
            var proxy = await stage.SecureAsync("goproxy.corp.example");
            proxy.Otherwise = _ => Reply.Failure(403, "token expired");
            stage.World.Files.Write("home/.netrc", $"machine goproxy.corp.example:{proxy.Port} login me password s3cr3t-pass\n");
        }),
        new("rate", FaultClass.RateLimited, "The proxy has had enough for now.", Mod, Always(Reply.Failure(429, "slow down") with { Headers = [("Retry-After", "30")] })),
        new("server", FaultClass.ServerError, "The proxy, or what stands before it, failed.", Mod, Always(Reply.Failure(502, "<html>\n<h1>Bad Gateway</h1>\n</html>", "text/html"))),
        new("silence", FaultClass.Timeout, "The proxy takes the request and says nothing.", Mod, Plain(stage =>
        {
            stage.World.Variables["SUTLER_HEADER_TIMEOUT"] = "10000";
            stage.Silence = new Gate();
            stage.World.Proxy.Otherwise = _ => Reply.Text("") with { BeforeHeaders = stage.Silence };
        })),
        new("name", FaultClass.NameResolution, "The proxy's host name does not exist.", Mod, Plain(stage => stage.World.Variables["GOPROXY"] = "https://goproxy.corp.example")),
        new("closed", FaultClass.ConnectionRefused, "Nobody listens on the proxy's port.", Mod, async stage => stage.World.Variables["GOPROXY"] = await ClosedAsync()),
        new("authority", FaultClass.UntrustedCertificate, "Somebody between here and the proxy shows a certificate of an unknown authority.", Mod, async stage =>
        {
            stage.World.Publish("ex.com/mod", "v1.0.0");
            await stage.SecureAsync("proxy.golang.org", isTrusted: false);
        }),
        new("expired", FaultClass.UntrustedCertificate, "The proxy's certificate has expired, or this machine's clock is wrong.", Mod, stage =>
            stage.SecureAsync("goproxy.corp.example", until: new DateTimeOffset(2021, 1, 1, 0, 0, 0, TimeSpan.Zero))),
        new("other-host", FaultClass.UntrustedCertificate, "The proxy's certificate is for another name.", Mod, stage => stage.SecureAsync("goproxy.corp.example", certified: "other.corp.example")),
        new("http-proxy", FaultClass.HttpProxy, "HTTPS_PROXY names a proxy that is not there.", Mod, async stage =>
        {
            stage.World.Variables["GOPROXY"] = "https://goproxy.corp.example";
            stage.World.Variables["HTTPS_PROXY"] = await ClosedAsync();
        }),
        new("proxy-credentials", FaultClass.AccessDenied, "The HTTP proxy of HTTPS_PROXY wants credentials.", Mod, Plain(stage =>
        {
            stage.World.Variables["GOPROXY"] = "https://goproxy.corp.example";
            stage.World.Variables["HTTPS_PROXY"] = stage.World.Proxy.Url;
            stage.World.Proxy.Otherwise = _ => Reply.Failure(407);
        })),
        new("plain", FaultClass.BadAnswer, "GOPROXY says https, and the server speaks http.", Mod, Plain(stage =>
            stage.World.Variables["GOPROXY"] = stage.World.Proxy.Url.Replace("http:", "https:", StringComparison.Ordinal))),
        new("cut", FaultClass.BrokenConnection, "The connection is cut before an answer.", Mod, Always(new Reply { HangUp = true })),
        new("page", FaultClass.BadAnswer, "Something else than a module proxy answers, a sign-in page for instance.", Mod, Always(Reply.Text("<html>Welcome to the guest network</html>"))),
        new("half", FaultClass.BadAnswer, "The proxy has the module, but one of its files is missing there.", Mod, Plain(stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Proxy.Answer(module.ZipTarget, Reply.Failure(404, "no such file"));
        })),
        new("sum-line", FaultClass.ChecksumMismatch, "The line in go.sum is not what the checksum database says.", Mod, Plain(stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Require(module.GoModLine + $"ex.com/mod v1.0.0 h1:{new string('A', 43)}=\n", module);
        })),
        new("served", FaultClass.ChecksumMismatch, "The proxy serves something else than the checksum database knows.", Mod, Plain(stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Proxy.Answer(module.GoModTarget, "module ex.com/mod\n\ngo 1.21\n\nrequire evil.test/x v1.0.0\n");
        })),
        new("served-zip", FaultClass.ChecksumMismatch, "The proxy serves another zip than the checksum database knows.", Mod, Plain(stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Proxy.Answer(module.ZipTarget, Reply.Bytes(TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n")).Zip));
        })),
        new("damaged", FaultClass.DamagedZip, "The proxy serves a zip that is cut off.", Mod, Plain(stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Proxy.Answer(module.ZipTarget, Reply.Bytes(module.Zip[..^100]));
        })),
        new("damaged-cache", FaultClass.DamagedZip, "The zip in the cache is damaged, and there is no tree.", Mod, async stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Require(module.GoSumLines, module);
            Assert.Equal(0, (await stage.World.RunAsync("mod", "download")).ExitCode);
            TestFiles.DeleteTree(stage.World.Files["cache/ex.com/mod@v1.0.0"]);
            File.WriteAllBytes(stage.World.Files["cache/cache/download/ex.com/mod/@v/v1.0.0.zip"], module.Zip[..^100]);
        }),
        new("cached", FaultClass.ChecksumMismatch, "What is in the cache is not what go.sum says.", Mod, async stage =>
        {
            var module = stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Require(module.GoSumLines, module);
            Assert.Equal(0, (await stage.World.RunAsync("mod", "download")).ExitCode);
            var other = TestModule.Create("ex.com/mod", "v1.0.0", null, ("more.go", "package m\n"));
            File.WriteAllBytes(stage.World.Files["cache/cache/download/ex.com/mod/@v/v1.0.0.zip"], other.Zip);
            stage.World.Files.Write("cache/cache/download/ex.com/mod/@v/v1.0.0.ziphash", other.ZipHash);
        }),
        new("database", FaultClass.DatabaseUnreachable, "The checksum database fails.", Mod, Plain(stage =>
        {
            stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Database.Fail("/lookup/", 503);
        })),
        new("database-lies", FaultClass.DatabaseUntrusted, "The answer of the checksum database is not proven by its log.", Mod, Plain(stage =>
        {
            stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.World.Database.Change("/lookup/", answer => answer with { Body = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(answer.Body).Replace("h1:", "h1:x", StringComparison.Ordinal)) });
        })),
        new("database-private", FaultClass.PrivateModule, "A private proxy has the module, and the checksum database is asked about it.", "ex.com/inside@v1.0.0", Plain(stage =>
            TrustWorld.Serve(stage.World.Proxy, TestModule.Create("ex.com/inside", "v1.0.0")))),
        new("read-only", FaultClass.ReadOnlyCache, "The module cache cannot be written to.", Mod, async stage =>
        {
            stage.World.Publish("ex.com/mod", "v1.0.0");
            await (await stage.MountAsync(1024)).CloseAsync(TestContext.Current.CancellationToken);
        }),
        new("full", FaultClass.FullDisk, "The disk that the cache is on has too little room.", "ex.com/big@v1.0.0", async stage =>
        {
            var noise = new byte[600_000];
            new Random(1).NextBytes(noise);
            stage.World.Publish("ex.com/big", "v1.0.0", null, ("noise", Convert.ToBase64String(noise)));
            await stage.MountAsync(256);
        }),
        new("off", FaultClass.LookupsOff, "GOPROXY=off, and the module is not in the cache.", Mod, Plain(stage => stage.World.Variables["GOPROXY"] = "off")),
        new("vanity", FaultClass.RepositoryNotFound, "GOPROXY=direct, and the host of the module path does not say where the repository is.", Mod, async stage =>
            await stage.BehindProxyAsync("ex.com", _ => Reply.Text("<html><body>Welcome</body></html>"))),
        new("vanity-certificate", FaultClass.UntrustedCertificate, "GOPROXY=direct, and the host of the module path does not prove who it is.", Mod, async stage =>
            await stage.BehindProxyAsync("ex.com", _ => Reply.Text(""), certified: "other.corp.example")),
        new("govcs", FaultClass.VcsNotAllowed, "GOVCS does not allow the program that reads the repository.", "ex.com/mod.svn@v1.0.0", Direct()),
        new("program", FaultClass.VcsMissing, "The program that reads the repository is not on PATH.", "ex.com/mod.hg@v1.0.0", Direct()),
        new("direct", FaultClass.Direct, "The repository cannot be read.", "ex.com/mod.git@v1.0.0", Direct(
            "case \"$*\" in ls-remote*origin*|*fetch*) echo \"fatal: Authentication failed for 'https://ex.com/mod/'\" >&2; exit 128;; esac")),
        new("settings", FaultClass.BadSettings, "GOPROXY is no list of proxies.", Mod, Plain(stage => stage.World.Variables["GOPROXY"] = "ftp://goproxy.corp.example")),
        new("major", FaultClass.BadName, "The path does not have the major version that the version has.", "ex.com/mod@v2.1.0", Plain(stage => stage.World.Publish("ex.com/mod", "v1.0.0"))),
        new("project", FaultClass.BadProject, "go.mod cannot be read.", Mod, Plain(stage => stage.World.Files.Write("project/go.mod", "module ex.com/main\n\nrequires ex.com/mod v1.0.0\n"))),
        new("newer-go", FaultClass.NewerGo, "The module needs a newer Go.", Mod, Plain(stage => stage.World.Publish("ex.com/mod", "v1.0.0", "module ex.com/mod\n\ngo 1.99\n"))),
        new("locked", FaultClass.Locked, "Another process is at work on the module, or hangs.", Mod, Plain(stage =>
        {
            stage.World.Publish("ex.com/mod", "v1.0.0");
            stage.Waits = true;
            stage.Keep(FileLocks.TryExclusive(stage.World.Files.Write("cache/cache/download/ex.com/mod/@v/v1.0.0.lock", ""))!);
        })),
    ];

    // Only git is on PATH, and does what the script says.
    private static Func<FaultStage, Task> Direct(string git = "") => Plain(stage =>
    {
        var script = stage.World.Files.Write("bin/git", $"#!/bin/sh\n{git}\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        stage.World.Variables["PATH"] = stage.World.Files["bin"];
        stage.World.Variables["GOPROXY"] = "direct";
    });

    private static Func<FaultStage, Task> Plain(Action<FaultStage> arrange) => stage =>
    {
        arrange(stage);
        return Task.CompletedTask;
    };

    private static Func<FaultStage, Task> Always(Reply reply) => Plain(stage => stage.World.Proxy.Otherwise = _ => reply);

    private static async Task<string> ClosedAsync()
    {
        await using var gone = await ScriptedUpstream.StartAsync();
        return gone.Url;
    }
}
