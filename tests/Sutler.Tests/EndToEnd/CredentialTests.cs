using System.Text;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.EndToEnd;

/// <summary>Credentials go over https to the host they belong to and nowhere else. Spec: AUTH rules, HTTP-3, HTTP-4.</summary>
public sealed class CredentialTests : IAsyncLifetime
{
    private const string Password = "s3cr3t-Pa55";
    private static readonly string Header = "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes("me:" + Password));

    private readonly TestCertificateAuthority _authority = new();
    private readonly List<ScriptedUpstream> _upstreams = [];
    private TrustWorld _world = null!;
    private ScriptedUpstream _secure = null!;
    private ScriptedUpstream _other = null!;
    private TestModule _module = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _secure = await StartSecureAsync();
        _other = await StartSecureAsync();
        _world.TrustedRoots = _authority.Roots;
        _world.Variables["GOPROXY"] = _secure.Url;
        _module = _world.Publish("ex.com/mod", "v1.0.0");
        TrustWorld.Serve(_secure, _module);
        TrustWorld.Serve(_other, _module);
        _secure.Otherwise = _other.Otherwise = _world.Otherwise;
        _world.Require(null, _module);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var upstream in _upstreams)
        {
            await upstream.DisposeAsync();
        }

        await _world.DisposeAsync();
        _authority.Dispose();
    }

    [Theory]
    [InlineData("netrc", false)]
    [InlineData("userinfo", true)]
    public async Task Sends_credentials_to_their_own_host_with_every_request(string name, bool inUrl)
    {
        Know(inUrl);
        var run = await _world.RunAsync("mod", "download", "-x", "-json", "--progress=json");
        Assert.True(run.ExitCode == 0, name + run.Error);
        Assert.NotEmpty(_secure.Requests);
        Assert.All(_secure.Requests, request => Assert.Equal(Header, request["Authorization"]));
        Assert.True(_world.IsInstalled(_module));
        AssertSecret(run);
    }

    [Theory]
    [InlineData("netrc", false)]
    [InlineData("userinfo", true)]
    public async Task Shows_no_credentials_that_a_server_repeats(string name, bool inUrl)
    {
        Know(inUrl);
        _world.Variables["GOPROXY"] += "/?token=t0ken-in-query&page=1";
        _secure.Otherwise = request => Reply.Failure(403, $"denied for {request["Authorization"]} (me:{Password}) by {request.Target} with t0ken-in-query");
        foreach (var form in new[] { "-x", "-json" })
        {
            var run = await _world.RunAsync("mod", "download", form, "ex.com/other@v1.0.0");
            Assert.True(run.ExitCode == 1, name + run.Everything);
            Assert.Contains("denied for xxxxx (me:xxxxx) by ", run.Everything.Replace("(xxxxx)", "(me:xxxxx)", StringComparison.Ordinal), StringComparison.Ordinal);
            Assert.DoesNotContain(Password, run.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain(Header["Basic ".Length..], run.Everything, StringComparison.Ordinal);
            Assert.DoesNotContain("t0ken", run.Everything, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Knows_no_credentials_for_another_port_another_name_or_plain_http()
    {
        Know(inUrl: false);
        var (port, otherPort) = (_secure.Port, _other.Port);
        _secure.Otherwise = _ => Reply.Failure(404, "no");
        foreach (var url in new[] { $"https://127.0.0.1:{otherPort}", $"https://localhost:{port}", _world.Proxy.Url })
        {
            _world.Variables["GOPROXY"] = url;
            _world.Variables["GOMODCACHE"] = _world.Files["cache/" + url.Length + url[^5..]];
            var run = await _world.RunAsync("mod", "download", "ex.com/mod@v1.0.0");
            AssertSecret(run);
        }

        Assert.NotEmpty(_other.Requests);
        Assert.NotEmpty(_secure.Requests);
        Assert.NotEmpty(_world.Proxy.Requests);
        Assert.All([.. _other.Requests, .. _secure.Requests, .. _world.Proxy.Requests], request => Assert.Null(request["Authorization"]));
    }

    [Theory]
    [InlineData("netrc", false)]
    [InlineData("userinfo", true)]
    public async Task Drops_credentials_on_a_redirect_to_another_host_and_back(string name, bool inUrl)
    {
        Know(inUrl);
        _secure.Answer(_module.ZipTarget, Reply.Redirect(_other.Url + _module.ZipTarget));
        _other.Answer(_module.ZipTarget, Reply.Redirect(_secure.Url + "/again"));
        _secure.Answer("/again", Reply.Bytes(_module.Zip));
        var run = await _world.RunAsync("mod", "download", "-x");
        Assert.True(run.ExitCode == 0, name + run.Error);
        Assert.Null(Assert.Single(_other.Requests)["Authorization"]);
        Assert.Null(Assert.Single(_secure.Requests, request => request.Target == "/again")["Authorization"]);
        AssertSecret(run);
    }

    [Fact]
    public async Task Refuses_a_redirect_from_https_to_http()
    {
        Know(inUrl: true);
        _secure.Answer(_module.ZipTarget, Reply.Redirect(_world.Proxy.Url + _module.ZipTarget));
        var run = await _world.RunAsync("mod", "download", "ex.com/mod@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(
            $"go: ex.com/mod@v1.0.0: Get \"{_world.Proxy.Url}{_module.ZipTarget}\": redirected from secure URL {Hidden(_secure)}{_module.ZipTarget} to insecure URL {_world.Proxy.Url}{_module.ZipTarget}\n",
            run.Error);
        Assert.Empty(_world.Proxy.Requests);
        _world.AssertUnpublished(_module.Id);
        _world.AssertTidy();
        AssertSecret(run);
    }

    [Fact]
    public async Task Refuses_to_send_a_password_over_plain_http()
    {
        _world.Variables["GOPROXY"] = _world.Proxy.Url.Replace("//", $"//me:{Password}@", StringComparison.Ordinal);
        var run = await _world.RunAsync("mod", "download", "-x", "ex.com/mod@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("refusing to pass credentials to insecure URL: http://me:xxxxx@127.0.0.1:", run.Error, StringComparison.Ordinal);
        Assert.Empty(_world.Proxy.Requests);
        _world.AssertTidy();
        AssertSecret(run);
    }

    public static TheoryData<string, Reply> Failures => new()
    {
        { "404", Reply.Failure(404, "no") },
        { "401", Reply.Failure(401, "who are you") },
        { "500", Reply.Failure(500, "broken") },
        { "hangs up", new Reply { HangUp = true } },
        { "garbage", Reply.Text("garbage") },
        { "too large", Reply.Bytes([1]) with { ClaimedLength = 600 << 20 } },
        { "cut", Reply.Truncated(new byte[100], 10) },
        { "redirect loop", Reply.Redirect("/loop") },
        { "redirect to a bad place", Reply.Redirect("https://me:" + Password + "@[::1") },
        { "redirect to a strange scheme", Reply.Redirect("ftp://me:" + Password + "@x/y") },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task Hides_the_password_in_every_failure(string name, Reply failure)
    {
        foreach (var inUrl in new[] { true, false })
        {
            Know(inUrl);
            foreach (var target in new[] { _module.InfoTarget, _module.GoModTarget, _module.ZipTarget, _module.ListTarget })
            {
                TrustWorld.Serve(_secure, _module);
                _secure.Answer(target, failure).Answer("/loop", Reply.Redirect("/loop"));
                _world.Variables["GOMODCACHE"] = _world.Files["cache/" + target.Length + inUrl + target[^4..]];
                foreach (var query in new[] { "ex.com/mod@v1.0.0", "ex.com/mod@latest" })
                {
                    AssertSecret(await _world.RunAsync("mod", "download", "-x", "-json", query));
                    AssertSecret(await _world.RunAsync("mod", "download", query, "--progress=plain"));
                }
            }
        }

        Assert.NotEmpty(_secure.Requests);
        Assert.NotEmpty(name);
    }

    [Theory]
    [InlineData("a program", "401")]
    [InlineData("git", "401")]
    [InlineData("a program", "404")]
    [InlineData("git", "403")]
    [InlineData("a program that is wrong", "401")]
    [InlineData("git that is wrong", "401")]
    public async Task Keeps_what_helpers_say_between_them_and_their_host(string helper, string status)
    {
        Know(inUrl: false);
        File.Delete(_world.Files["home/.netrc"]);
        var isWrong = helper.EndsWith("wrong", StringComparison.Ordinal);
        _world.Variables["GOAUTH"] = helper.StartsWith("git", StringComparison.Ordinal) ? await GitAsync() : Program();
        var refusal = Reply.Failure(int.Parse(status, System.Globalization.CultureInfo.InvariantCulture), "who are you");
        foreach (var (target, body) in new[] { (_module.InfoTarget, Encoding.UTF8.GetBytes(_module.Info)), (_module.GoModTarget, _module.GoMod), (_module.ZipTarget, _module.Zip) })
        {
            _secure.Forget(target);
            _secure.Otherwise = Serving(target, body, _secure.Otherwise);
        }

        foreach (var arguments in new[] { "mod download -x -json", "mod download -x", "mod download --progress=json", "mod download --dry-run -x" })
        {
            _world.Variables["GOMODCACHE"] = _world.Files["cache/" + arguments.Replace(' ', '-')];
            var run = await _world.RunAsync(arguments.Split(' '), TestContext.Current.CancellationToken);
            Assert.Equal(arguments, run.ExitCode == 0 != isWrong ? arguments : run.Error + run.Output);
            AssertSecret(run);
        }

        Assert.Contains(_secure.Requests, request => request["Authorization"] == Header);
        Assert.Empty(_other.Requests);
        Assert.All(_world.Proxy.Requests, request => Assert.Null(request["Authorization"]));

        Func<RecordedRequest, Reply> Serving(string target, byte[] body, Func<RecordedRequest, Reply> otherwise) => request =>
            request.Target != target ? otherwise(request) : request["Authorization"] == Header && !isWrong ? Reply.Bytes(body) : refusal;
    }

    [Fact]
    public async Task Trusts_nobody_with_a_certificate_for_another_name_or_from_nobody_known()
    {
        Know(inUrl: true);
        _world.TrustedRoots = null;
        var run = await _world.RunAsync("mod", "download", "ex.com/mod@v1.0.0");
        Assert.Equal(1, run.ExitCode);
        Assert.Contains("x509: certificate signed by unknown authority", run.Error, StringComparison.Ordinal);
        Assert.Empty(_secure.Requests);
        AssertSecret(run);
    }

    private string Program()
    {
        var path = _world.Files.Write("helper/program", $"#!/bin/sh\nprintf '%s\\n\\nAuthorization: {Header}\\n\\n' {_secure.Url}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return $"{path} --token={Password}";
    }

    private async Task<string> GitAsync()
    {
        Assert.SkipUnless(ExternalProgram.Find("git") is not null, "git is not installed");
        _world.Variables["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "";
        _world.Variables["GIT_CONFIG_NOSYSTEM"] = "1";
        _world.Variables["GIT_CONFIG_GLOBAL"] = "/dev/null";
        var directory = Directory.CreateDirectory(_world.Files["helper"]).FullName;
        _world.Files.Write("helper/credentials", _secure.Url.Replace("//", $"//me:{Password}@", StringComparison.Ordinal) + "\n");
        foreach (var arguments in new[] { new[] { "init", "-q" }, ["config", "credential.helper", $"store --file={directory}/credentials"] })
        {
            Assert.Equal(0, (await ExternalProgram.RunAsync("git", arguments, TestContext.Current.CancellationToken, directory, _world.Variables)).ExitCode);
        }

        return "git " + directory;
    }

    private void Know(bool inUrl)
    {
        File.Delete(_world.Files["home/.netrc"]);
        _world.Variables["GOPROXY"] = inUrl ? _secure.Url.Replace("//", $"//me:{Password}@", StringComparison.Ordinal) : _secure.Url;
        if (!inUrl)
        {
            _world.Files.Write("home/.netrc", $"machine 127.0.0.1:{_secure.Port}\nlogin me\npassword {Password}\n");
        }
    }

    private static string Hidden(ScriptedUpstream upstream) => upstream.Url.Replace("//", "//me:xxxxx@", StringComparison.Ordinal);

    private void AssertSecret(ProgramRun run)
    {
        var netrc = _world.Files["home/.netrc"];
        var texts = Directory.EnumerateFiles(_world.Files.Root, "*", SearchOption.AllDirectories)
            .Where(path => path != netrc && !path.StartsWith(_world.Files["helper/"], StringComparison.Ordinal))
            .Select(path => path + File.ReadAllText(path))
            .Append(run.Everything);
        foreach (var secret in new[] { Password, Header["Basic ".Length..], Uri.EscapeDataString(Password) })
        {
            Assert.DoesNotContain(texts, text => text.Contains(secret, StringComparison.Ordinal));
        }
    }

    private async Task<ScriptedUpstream> StartSecureAsync()
    {
        var upstream = await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = _authority.Issue("127.0.0.1", "localhost"), Http2 = true });
        _upstreams.Add(upstream);
        return upstream;
    }
}
