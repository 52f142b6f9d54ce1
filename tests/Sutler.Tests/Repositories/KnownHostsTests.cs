using Sutler.GoModules.Repositories;
using Xunit;

namespace Sutler.Tests.Repositories;

// DISC-2, DISC-3, DISC-4
public sealed class KnownHostsTests
{
    [Theory]
    [InlineData("github", "github.com/rsc/quote", "github.com/rsc/quote")]
    [InlineData("below it", "github.com/rsc/quote/v3/a.b/c_d", "github.com/rsc/quote")]
    [InlineData("letters of all cases", "github.com/BurntSushi/toml-x.y", "github.com/BurntSushi/toml-x.y")]
    [InlineData("bitbucket", "bitbucket.org/team/name/sub", "bitbucket.org/team/name")]
    [InlineData("jazz", "hub.jazz.net/git/user1/pkg.name/sub/sub", "hub.jazz.net/git/user1/pkg.name")]
    [InlineData("apache", "git.apache.org/package-name_2.x.git/path/to/lib", "git.apache.org/package-name_2.x.git")]
    [InlineData("openstack", "git.openstack.org/openstack/swift/go/hummingbird", "git.openstack.org/openstack/swift")]
    [InlineData("openstack keeps a suffix", "git.openstack.org/openstack/swift.git/x", "git.openstack.org/openstack/swift.git")]
    public void Knows_git_hosts(string name, string path, string root)
    {
        var place = Assert.IsType<KnownPlace.At>(KnownHosts.Read(path));
        Assert.True((root, VersionControl.Git, "https://" + root) == (place.Root, place.System, place.Url), name);
    }

    [Fact]
    public void Knows_a_fossil_host() => Assert.Equal(
        new KnownPlace.At("chiselapp.com/user/kyle/repository/fossilgg", VersionControl.Fossil, "https://chiselapp.com/user/kyle/repository/fossilgg"),
        KnownHosts.Read("chiselapp.com/user/kyle/repository/fossilgg"));

    [Theory]
    [InlineData("no repository", "github.com/u", "invalid github.com import path \"github.com/u\"")]
    [InlineData("the host alone", "github.com", "invalid github.com import path \"github.com\"")]
    [InlineData("a home directory", "github.com/~u/r", "invalid github.com import path \"github.com/~u/r\"")]
    [InlineData("a tilde further down", "github.com/u/r/~x", "invalid github.com import path \"github.com/u/r/~x\"")]
    [InlineData("letters that are not ASCII", "github.com/u/r/é", "invalid github.com import path \"github.com/u/r/é\"")]
    [InlineData("a suffix on github", "github.com/u/r.git", "invalid version control suffix in github.com/ path")]
    [InlineData("another suffix, and more", "github.com/u/r.hg/x", "invalid version control suffix in github.com/ path")]
    [InlineData("a suffix on bitbucket", "bitbucket.org/u/r.svn", "invalid version control suffix in bitbucket.org/ path")]
    [InlineData("a suffix on jazz", "hub.jazz.net/git/u/r.fossil", "invalid version control suffix in hub.jazz.net/git/ path")]
    [InlineData("a dot in a jazz user", "hub.jazz.net/git/user.1/pkg", "invalid hub.jazz.net/git import path \"hub.jazz.net/git/user.1/pkg\"")]
    [InlineData("a capital in a jazz user", "hub.jazz.net/git/USER/pkg", "invalid hub.jazz.net/git import path \"hub.jazz.net/git/USER/pkg\"")]
    [InlineData("apache without suffix", "git.apache.org/package-name/lib", "invalid git.apache.org import path \"git.apache.org/package-name/lib\"")]
    [InlineData("apache with nothing but a suffix", "git.apache.org/.git", "invalid git.apache.org import path \"git.apache.org/.git\"")]
    [InlineData("openstack without project", "git.openstack.org/openstack", "invalid git.openstack.org import path \"git.openstack.org/openstack\"")]
    [InlineData("chiselapp without repository", "chiselapp.com/user/kyle/fossilgg", "invalid chiselapp.com import path \"chiselapp.com/user/kyle/fossilgg\"")]
    [InlineData("below a chiselapp repository", "chiselapp.com/user/k/repository/r/x", "invalid chiselapp.com import path \"chiselapp.com/user/k/repository/r/x\"")]
    [InlineData("example.net", "example.net/split/nested", "no modules on example.net")]
    [InlineData("rsc.io itself", "rsc.io", "rsc.io is not a module")]
    [InlineData("a URL", "https:/ex.test/x", "\"https://\" not allowed in import path")]
    [InlineData("a URL without TLS", "http:/ex.test/x", "\"http://\" not allowed in import path")]
    public void Refuses(string name, string path, string reason)
    {
        var place = Assert.IsType<KnownPlace.Refused>(KnownHosts.Read(path));
        Assert.True(reason == place.Error.Reason, $"{name}: {place.Error.Reason}");
    }

    [Theory]
    [InlineData("git", "ex.test/r.git", "ex.test/r.git", "ex.test/r", "git")]
    [InlineData("below it", "ex.test/a/b.hg/c/~d", "ex.test/a/b.hg", "ex.test/a/b", "hg")]
    [InlineData("the first suffix counts", "ex.test/a.svn/b.git", "ex.test/a.svn", "ex.test/a", "svn")]
    [InlineData("a user's directory", "ex.test/~u/r.bzr", "ex.test/~u/r.bzr", "ex.test/~u/r", "bzr")]
    [InlineData("a user for a name", "ex.test/~r.fossil", "ex.test/~r.fossil", "ex.test/~r", "fossil")]
    [InlineData("two suffixes", "ex.test/r.git.hg", "ex.test/r.git.hg", "ex.test/r.git", "hg")]
    [InlineData("below rsc.io", "rsc.io/nonexist.git/hello", "rsc.io/nonexist.git", "rsc.io/nonexist", "git")]
    public void Reads_a_suffix_on_any_host(string name, string path, string root, string address, string system)
    {
        var place = Assert.IsType<KnownPlace.Behind>(KnownHosts.Read(path));
        Assert.True((root, address, system) == (place.Root, place.Address, place.System.Command), name);
    }

    [Theory]
    [InlineData("a plain path", "ex.test/a/b")]
    [InlineData("another host that begins the same", "github.company.test/u/r")]
    [InlineData("one letter apart", "hubajazz.net/git/u/r")]
    [InlineData("another part of jazz", "hub.jazz.net/other/u/r")]
    [InlineData("a suffix on the host", "ex.git/r")]
    [InlineData("nothing but a suffix", "ex.test/.git")]
    [InlineData("nothing but a user and a suffix", "ex.test/~.git")]
    [InlineData("an unknown suffix", "ex.test/r.cvs")]
    [InlineData("a suffix in capitals", "ex.test/r.GIT")]
    [InlineData("a host without dot", "host/r.git")]
    [InlineData("a host with capitals", "Ex.test/r.git")]
    // The go command would ask b.c, and then find that the module does not lie there.
    [InlineData("a second host behind a tilde", "ex.test/a~b.c/r.git")]
    public void Leaves_other_paths_to_their_host(string name, string path) => Assert.True(KnownHosts.Read(path) is KnownPlace.Unknown, name);

    [Theory]
    [InlineData("project", "launchpad.net/p", "launchpad.net/p", null)]
    [InlineData("series or directory", "launchpad.net/p/s/x", "launchpad.net/p/s", "launchpad.net/p")]
    [InlineData("a user's branch", "launchpad.net/~u/p/b/x", "launchpad.net/~u/p/b", null)]
    public void Reads_launchpad(string name, string path, string root, string? project)
    {
        var branch = LaunchpadPath.Read(path);
        Assert.True(new LaunchpadPath(root, project) == branch, name);
        Assert.Equal($"https://code.{root}/.bzr/branch-format", branch!.Proof);
    }

    [Theory]
    [InlineData("the host alone", "launchpad.net")]
    [InlineData("a user without branch", "launchpad.net/~u/p")]
    [InlineData("another host", "launchpad.network/p")]
    [InlineData("a strange letter", "launchpad.net/p/~s")]
    public void Reads_no_other_launchpad_path(string name, string path) => Assert.True(LaunchpadPath.Read(path) is null, name);

    [Theory]
    [InlineData("git", "https", "", true)]
    [InlineData("git", "ssh", "", true)]
    [InlineData("git", "git+ssh", "", true)]
    [InlineData("git", "git", "", false)]
    [InlineData("git", "http", "", false)]
    [InlineData("hg", "http", "", false)]
    [InlineData("svn", "svn+ssh", "", true)]
    [InlineData("fossil", "https", "", true)]
    [InlineData("git", "https", "https:foo", true)]
    [InlineData("git", "foo", "https:foo", true)]
    [InlineData("git", "ssh", "https:foo", false)]
    [InlineData("hg", "ssh", "https:foo", true)]
    [InlineData("hg", "foo", "https:foo", false)]
    public void Knows_secure_schemes(string system, string scheme, string gitAllowProtocol, bool expected) =>
        Assert.Equal(expected, VersionControl.Find(system)!.IsSecure(scheme, gitAllowProtocol));
}
