using System.Text.Json;
using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.GoEnvironments;

public sealed class GoEnvironmentReaderTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Has_gos_defaults()
    {
        GoEnvironment read = Read();
        Assert.Equal(
            "https://proxy.golang.org,direct|sum.golang.org|auto|netrc|1.24.4||",
            $"{read.GoProxy}|{read.GoSumDb}|{read.GoToolchain}|{read.GoAuth}|{read.GoVersion}|{read.GoFlags}|{read.GoRoot}");
        Assert.Equal(_scratch["home/go"], read.GoPath);
        Assert.Equal(_scratch["home/go/pkg/mod"], read.GoModCache);
        Assert.Equal(_scratch["home/go/pkg/sumdb"], read.SumDbDirectory);
    }

    [Fact]
    public void Prefers_the_environment_to_the_users_file_and_that_to_the_installations()
    {
        _ = _scratch.Write("root/go.env", "# comment\nGOPROXY=root\nGOSUMDB=root\nGOTOOLCHAIN=local\nGOROOT=/elsewhere\n");
        _ = _scratch.Write("home/.config/go/env", "GOPROXY=user\nGOSUMDB=user\nGOSUMDB=user2\nGOAUTH=\n GOVCS=*:off\n");
        GoEnvironment read = Read(("GOROOT", _scratch["root"]), ("GOPROXY", "os"), ("GOSUMDB", ""));
        Assert.Equal("os user2 local netrc  " + _scratch["root"], $"{read.GoProxy} {read.GoSumDb} {read.GoToolchain} {read.GoAuth} {read.GoVcs} {read.GoRoot}");
    }

    [Fact]
    public void Lets_an_empty_line_of_the_users_file_hide_the_installations()
    {
        _ = _scratch.Write("root/go.env", "GOTOOLCHAIN=local\n");
        _ = _scratch.Write("home/.config/go/env", "GOTOOLCHAIN=\n");
        Assert.Equal("auto", Read(("GOROOT", _scratch["root"])).GoToolchain);
    }

    [Theory]
    [InlineData("named", "GOENV", "ROOT/mine", "mine")]
    [InlineData("off", "GOENV", "off", "https://proxy.golang.org,direct")]
    [InlineData("missing", "GOENV", "ROOT/none", "https://proxy.golang.org,direct")]
    [InlineData("a directory", "GOENV", "ROOT", "https://proxy.golang.org,direct")]
    [InlineData("in XDG_CONFIG_HOME", "XDG_CONFIG_HOME", "ROOT/xdg", "xdg")]
    [InlineData("in a relative XDG_CONFIG_HOME", "XDG_CONFIG_HOME", "xdg", "https://proxy.golang.org,direct")]
    [InlineData("below the home directory", "X", "x", "home")]
    public void Finds_the_users_file(string name, string variable, string value, string proxy)
    {
        _ = name;
        Assert.SkipUnless(OperatingSystem.IsLinux(), "other places elsewhere");
        _ = _scratch.Write("mine", "GOPROXY=mine\n");
        _ = _scratch.Write("xdg/go/env", "GOPROXY=xdg\n");
        _ = _scratch.Write("home/.config/go/env", "GOPROXY=home\n");
        Assert.Equal(proxy, Read((variable, value.Replace("ROOT", _scratch.Root, StringComparison.Ordinal))).GoProxy);
    }

    [Fact]
    public void Makes_private_modules_the_default_of_the_two_lists()
    {
        GoEnvironment read = Read(("GOPRIVATE", "a.b/*"), ("GONOSUMDB", "c.d"));
        Assert.Equal("a.b/* a.b/* c.d", $"{read.GoPrivate} {read.GoNoProxy.Text} {read.GoNoSumDb.Text}");
    }

    [Theory]
    [InlineData("several", "/a:/b", "/a:/b", "/a/pkg/mod", "/a/pkg/sumdb")]
    [InlineData("empty first", ":/b", ":/b", "", "")]
    [InlineData("empty later", "/a:", "/a:", "/a/pkg/mod", "/a/pkg/sumdb")]
    public void Takes_the_first_directory_of_gopath(string name, string goPath, string expected, string cache, string sums)
    {
        _ = name;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix paths");
        GoEnvironment read = Read(("GOPATH", goPath));
        Assert.Equal((expected, cache, sums), (read.GoPath, read.GoModCache, read.SumDbDirectory));
    }

    [Theory]
    [InlineData("relative", "rel", "GOPATH entry is relative; must be absolute path: \"rel\".\nFor more details see: 'go help gopath'")]
    [InlineData("relative later", "/a:rel", "GOPATH entry is relative; must be absolute path: \"rel\".\nFor more details see: 'go help gopath'")]
    [InlineData("tilde", "~/go", "GOPATH entry cannot start with shell metacharacter '~': \"~/go\"")]
    public void Refuses_a_gopath_that_is(string name, string goPath, string text)
    {
        _ = name;
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix paths");
        FatalException error = Assert.Throws<FatalException>(() => Read(("GOPATH", goPath)));
        Assert.Equal((text, 2, true), (error.Message, error.ExitCode, error.Prefixed));
    }

    [Fact]
    public void Has_no_gopath_without_a_home()
    {
        GoEnvironment read = Read(("HOME", ""), ("USERPROFILE", ""));
        Assert.Equal(("", "", ""), (read.GoPath, read.GoModCache, read.SumDbDirectory));
        Assert.EndsWith(" is not set", read.GoPathMissing, StringComparison.Ordinal);
    }

    [Fact]
    public void Drops_a_gopath_inferred_from_a_relative_home_but_not_its_cache()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Unix paths");
        GoEnvironment read = Read(("HOME", "rel"));
        Assert.Equal(("", "rel/go/pkg/mod"), (read.GoPath, read.GoModCache));
    }

    [Fact]
    public void Warns_of_a_gopath_that_is_goroot()
    {
        GoEnvironment read = Read(("GOROOT", _scratch["x"]), ("GOPATH", _scratch["x"]));
        Assert.Equal(
            [$"warning: both GOPATH and GOROOT are the same directory ({_scratch["x"]}); see https://go.dev/wiki/InstallTroubleshooting"],
            read.Warnings);
    }

    [Theory]
    [InlineData("release", "go1.22.3\ntime 2024-05-01T00:00:00Z\n", "1.22.3")]
    [InlineData("candidate", "go1.25rc1", "1.25rc1")]
    [InlineData("with a suffix", "go1.23.0-vendor X:exp\r\n", "1.23.0")]
    [InlineData("development", "devel go1.25-0123456 Mon", "1.24.4")]
    [InlineData("nonsense", "\0\0", "1.24.4")]
    public void Names_the_version_of_goroot(string name, string content, string version)
    {
        _ = name;
        _ = _scratch.Write("root/VERSION", content);
        Assert.Equal(version, Read(("GOROOT", _scratch["root"])).GoVersion);
    }

    [Fact]
    public void Finds_a_go_on_path_through_links_as_distributions_lay_it_out()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "links need a privilege there");
        _ = _scratch.Write("lib/go-1.21/VERSION", "go1.21.8\n");
        _ = _scratch.Write("lib/go-1.21/bin/go", "");
        _ = _scratch.Write("shims/go", "#!/bin/sh\n");
        _ = Directory.CreateSymbolicLink(_scratch["lib/go"], "go-1.21");
        _ = Directory.CreateDirectory(_scratch["bin"]);
        _ = File.CreateSymbolicLink(_scratch["bin/go"], "../lib/go/bin/go");
        GoEnvironment read = Read(("PATH", $"{_scratch["none"]}:{_scratch["shims"]}:{_scratch["bin"]}"));
        Assert.Equal(("1.21.8", _scratch["lib/go-1.21"]), (read.GoVersion, read.GoRoot));
    }

    [Fact]
    public void Takes_the_version_on_path_where_goroot_has_none()
    {
        _ = _scratch.Write("sdk/VERSION", "go1.20.1");
        _ = _scratch.Write(OperatingSystem.IsWindows() ? "sdk/bin/go.exe" : "sdk/bin/go", "");
        Assert.Equal("1.20.1", Read(("GOROOT", _scratch["empty"]), ("PATH", _scratch["sdk/bin"])).GoVersion);
    }

    [Theory]
    [InlineData("plain", "")]
    [InlineData("set", "GOPROXY=file:///x,off GOSUMDB=off GOPRIVATE=a.b GOFLAGS=-modcacherw GOMODCACHE=/m GOPATH=/p:/q")]
    [InlineData("private lists", "GOPRIVATE=a.b GONOPROXY=c.d GOINSECURE=e.f GOAUTH=off GOVCS=*:git")]
    [InlineData("empty values", "GOPROXY= GOSUMDB= GOPATH= GOFLAGS=")]
    public async Task Agrees_with_go_env(string name, string settings)
    {
        _ = name;
        string? go = ExternalProgram.Find("go");
        Assert.SkipWhen(go is null, "the go command is not installed (set SUTLER_GO)");
        _ = _scratch.Write("home/.config/go/env", "GOSUMDB=user.db\nGONOSUMDB=x.y\nGOFLAGS=-json\n");
        Dictionary<string, string> variables = new(StringComparer.Ordinal)
        {
            ["HOME"] = _scratch["home"],
            ["PATH"] = Path.GetDirectoryName(go)!,
            ["GOPATH"] = "",
            ["GOMODCACHE"] = "",
            ["GOPROXY"] = "",
            ["GOSUMDB"] = "",
            ["GOFLAGS"] = "",
            ["GOTOOLCHAIN"] = "",
            ["XDG_CONFIG_HOME"] = "",
            ["GOENV"] = "",
            ["GOROOT"] = "",
        };
        foreach (string setting in settings.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            variables[setting[..setting.IndexOf('=', StringComparison.Ordinal)]] = setting[(setting.IndexOf('=', StringComparison.Ordinal) + 1)..];
        }

        (int code, string output, string error) = await ExternalProgram.RunAsync(go!, ["env", "-json"], Cancellation, _scratch.Root, variables);
        Assert.True(code == 0, error);
        using JsonDocument theirs = JsonDocument.Parse(output);
        GoEnvironment ours = GoEnvironmentReader.Read(variables, _scratch.Root);
        string[] names = ["GOPROXY", "GOSUMDB", "GOPRIVATE", "GONOPROXY", "GONOSUMDB", "GOINSECURE", "GOAUTH", "GOVCS", "GOFLAGS", "GOPATH", "GOMODCACHE", "GOTOOLCHAIN", "GOVERSION"];
        string[] values =
        [
            ours.GoProxy, ours.GoSumDb, ours.GoPrivate, ours.GoNoProxy.Text, ours.GoNoSumDb.Text, ours.GoInsecure.Text, ours.GoAuth, ours.GoVcs,
            ours.GoFlags, ours.GoPath, ours.GoModCache, ours.GoToolchain, "go" + ours.GoVersion,
        ];
        Assert.Equal(
            names.Select(key => $"{key}={theirs.RootElement.GetProperty(key).GetString()}"),
            names.Zip(values, static (key, value) => $"{key}={value}"));
    }

    private GoEnvironment Read(params (string Name, string Value)[] settings)
    {
        Dictionary<string, string> variables = new(StringComparer.Ordinal) { ["HOME"] = _scratch["home"], ["USERPROFILE"] = _scratch["home"] };
        foreach ((string name, string value) in settings)
        {
            variables[name] = value;
        }

        return GoEnvironmentReader.Read(variables, _scratch.Root);
    }
}
