using Sutler.Errors;
using Sutler.Go.Direct.Discovery;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Direct.Discovery;

// DISC-1, DISC-4, DISC-12, GOVCS-1 to GOVCS-3
public sealed class RepositoryFinderTests
{
    [Fact]
    public async Task Asks_nobody_about_what_the_path_says()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal(new RepositoryRoot("github.com/rsc/quote", "git", "https://github.com/rsc/quote"), await world.FindAsync("github.com/rsc/quote/v3"));
        Assert.Equal("invalid github.com import path \"github.com/u\"", await world.FailAsync("github.com/u"));
        Assert.Empty(world.Asked);
        Assert.Empty(world.Run);
    }

    [Fact]
    public async Task Finds_the_scheme_of_a_suffix_path_by_running_the_program()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Program("git", "case $2 in git+ssh:*) exit 0;; esac; echo no >&2; exit 128");
        Assert.Equal(new RepositoryRoot("ex.test/r.git", "git", "git+ssh://ex.test/r"), await world.FindAsync("ex.test/r.git/sub"));
        Assert.Equal(["git ls-remote https://ex.test/r", "git ls-remote git+ssh://ex.test/r"], world.Run);
    }

    [Fact]
    public async Task Runs_the_program_once_for_all_modules_of_a_repository()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Program("git", "exit 0");
        var finder = world.Finder();
        await Task.WhenAll(Enumerable.Range(0, 9).Select(i => finder.FindAsync(ModulePath.Parse($"ex.test/r.git/m{i}"), CancellationToken.None)));
        Assert.Equal(["git ls-remote https://ex.test/r"], world.Run);
    }

    [Theory]
    [InlineData("git", "", "", "git ls-remote https://ex.test/r|git ls-remote git+ssh://ex.test/r|git ls-remote ssh://ex.test/r")]
    [InlineData("git", "http:foo:git", "", "git ls-remote git://ex.test/r|git ls-remote http://ex.test/r")]
    [InlineData("git", "", "ex.test", "git ls-remote git://ex.test/r|git ls-remote https://ex.test/r|git ls-remote http://ex.test/r|git ls-remote git+ssh://ex.test/r|git ls-remote ssh://ex.test/r")]
    [InlineData("hg", "", "", "hg identify -- https://ex.test/r|hg identify -- ssh://ex.test/r")]
    [InlineData("svn", "", "", "svn info --non-interactive -- https://ex.test/r|svn info --non-interactive -- svn+ssh://ex.test/r")]
    [InlineData("bzr", "", "", "bzr info -- https://ex.test/r|bzr info -- bzr+ssh://ex.test/r")]
    public async Task Tries_the_schemes_in_order(string system, string gitAllowProtocol, string goInsecure, string commands)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Program(system, "exit 1");
        world.Variables["GOVCS"] = "*:all";
        world.Variables["GOINSECURE"] = goInsecure;
        world.Variables["GIT_ALLOW_PROTOCOL"] = gitAllowProtocol;
        var failure = await Assert.ThrowsAsync<RepositoryNotFoundException>(() => world.FindAsync($"ex.test/r.{system}"));
        Assert.Equal(goInsecure.Length == 0 ? "no secure protocol found for repository" : "no protocol found for repository", failure.Message);
        Assert.True(failure.IsNotExist);
        Assert.Equal($"'{commands.Split('|')[0]}' says what is wrong", failure.Hint);
        Assert.Equal(commands.Split('|'), world.Run);
    }

    [Fact]
    public async Task Takes_the_first_scheme_of_fossil_without_asking()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOVCS"] = "*:fossil";
        Assert.Equal(new RepositoryRoot("ex.test/r.fossil", "fossil", "https://ex.test/r"), await world.FindAsync("ex.test/r.fossil"));
    }

    [Fact]
    public async Task Says_that_a_program_is_missing()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        var failure = await Assert.ThrowsAsync<RepositoryNotFoundException>(() => world.FindAsync("ex.test/r.hg"));
        Assert.Equal("no secure protocol found for repository", failure.Message);
        Assert.Equal("install hg, or add its directory to PATH", failure.Hint);
        Assert.Equal(["go: missing Mercurial command. See https://golang.org/s/gogetcmd"], world.Warnings);
    }

    [Theory]
    [InlineData("a known host", "github.com/google/go-cmp", "*:none", "", "GOVCS disallows using git for public github.com/google/go-cmp; see 'go help vcs'")]
    [InlineData("a private one", "github.com/google/go-cmp", "public:all,private:none", "github.com/google", "GOVCS disallows using git for private github.com/google/go-cmp; see 'go help vcs'")]
    [InlineData("a longer pattern than the root", "github.com/google/go-cmp/inner", "github.com/google/go-cmp/inner:git,github.com:svn|hg", "", "GOVCS disallows using git for public github.com/google/go-cmp; see 'go help vcs'")]
    [InlineData("a malformed setting", "github.com/google/go-cmp", "git", "", "malformed entry in GOVCS (missing colon): \"git\"")]
    [InlineData("a suffix", "ex.test/r.git/x", "public:hg", "", "GOVCS disallows using git for public ex.test/r.git; see 'go help vcs'")]
    [InlineData("svn by default", "ex.test/r.svn/x", "", "", "GOVCS disallows using svn for public ex.test/r.svn; see 'go help vcs'")]
    [InlineData("fossil by default", "chiselapp.com/user/k/repository/r", "", "", "GOVCS disallows using fossil for public chiselapp.com/user/k/repository/r; see 'go help vcs'")]
    [InlineData("a page", "ex.test/svn/x", "", "", "unrecognized import path \"ex.test/svn/x\": GOVCS disallows using svn for public ex.test/svn; see 'go help vcs'")]
    [InlineData("a malformed setting, for a page", "ex.test/svn/x", "svn:", "", "unrecognized import path \"ex.test/svn/x\": empty VCS list in GOVCS: \"svn:\"")]
    public async Task Runs_no_program_that_GOVCS_disallows(string name, string path, string govcs, string goPrivate, string text)
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOVCS"] = govcs;
        world.Variables["GOPRIVATE"] = goPrivate;
        world.Program("git", "exit 0").Program("svn", "exit 0");
        world.Say("ex.test/svn", "ex.test/svn svn https://svn.test/x").Say("ex.test/svn/x", "ex.test/svn svn https://svn.test/x");
        var failure = await world.FailAsync(path);
        Assert.True(text == failure, $"{name}: {failure}");
        Assert.Empty(world.Run);
    }

    [Fact]
    public async Task Runs_every_program_for_private_modules()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOPRIVATE"] = "ex.test";
        world.Program("svn", "exit 0");
        Assert.Equal(new RepositoryRoot("ex.test/r.svn", "svn", "https://ex.test/r"), await world.FindAsync("ex.test/r.svn"));
    }

    [Fact]
    public async Task Knows_launchpad_where_its_pages_say_nothing()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOVCS"] = "launchpad.net:bzr|git";
        Assert.Equal(new RepositoryRoot("launchpad.net/p", "bzr", "https://launchpad.net/p"), await world.FindAsync("launchpad.net/p/dir"));
        world.Show("code.launchpad.net/p/series/.bzr/branch-format", "Bazaar");
        Assert.Equal(new RepositoryRoot("launchpad.net/p/series", "bzr", "https://launchpad.net/p/series"), await world.FindAsync("launchpad.net/p/series/x"));
        world.Say("launchpad.net/q", "launchpad.net/q git https://git.test/q");
        Assert.Equal(new RepositoryRoot("launchpad.net/q", "git", "https://git.test/q"), await world.FindAsync("launchpad.net/q"));
    }

    [Fact]
    public async Task Says_what_its_pages_said_where_bzr_is_not_allowed()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        Assert.Equal("unrecognized import path \"launchpad.net/p\": reading https://launchpad.net/p?go-get=1: 404 Not Found", await world.FailAsync("launchpad.net/p"));
    }

    [Fact]
    public async Task Ends_the_run_for_a_GOAUTH_that_cannot_be_used()
    {
        await using var world = await DiscoveryWorld.StartAsync();
        world.Variables["GOAUTH"] = "git relative";
        await Assert.ThrowsAsync<FatalException>(() => world.FindAsync("ex.test/r"));
    }
}
