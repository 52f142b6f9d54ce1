using Sutler.Errors;
using Sutler.GoModules.Direct;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Direct;

// Spec: VER-1, VER-2, VER-4.
public sealed class ModulePlaceTests
{
    private static ModulePlace Place(string path, string root) => ModulePlace.Create(ModulePath.Parse(path), root, "");

    [Theory]
    [InlineData("root", "h.io/r", "h.io/r", "", null, "", "")]
    [InlineData("directory", "h.io/r/a/b", "h.io/r", "a/b", null, "a/b/", "a/b/")]
    [InlineData("major version", "h.io/r/v2", "h.io/r", "", "v2", "", "v2.")]
    [InlineData("major version of a directory", "h.io/r/a/v3", "h.io/r", "a", "a/v3", "a/", "a/v3.")]
    [InlineData("major version that the root has too", "h.io/r/v2", "h.io/r/v2", "", null, "", "v2.")]
    [InlineData("gopkg.in", "gopkg.in/yaml.v2", "gopkg.in/yaml.v2", "", null, "", "v2.")]
    [InlineData("host alone", "h.io", "h.io", "", null, "", "")]
    [InlineData("directory that looks like no major version", "h.io/r/v", "h.io/r", "v", null, "v/", "v/")]
    public void Tells_where_a_module_may_be(string name, string path, string root, string directory, string? inMajor, string tags, string baseTags)
    {
        Assert.NotEmpty(name);
        var place = Place(path, root);
        Assert.Equal((directory, inMajor, tags, baseTags), (place.Directory, place.MajorDirectory, place.TagPrefix, place.BaseTagPrefix));
    }

    [Theory]
    [InlineData("root", "h.io/r", "src/go", "")]
    [InlineData("directory", "h.io/r/a", "src/go/a", "")]
    [InlineData("major version", "h.io/r/a/v2", "src/go/a", "src/go/a/v2")]
    public void Begins_at_the_directory_that_the_root_stands_for(string name, string path, string directory, string inMajor)
    {
        Assert.NotEmpty(name);
        var place = ModulePlace.Create(ModulePath.Parse(path), "h.io/r", "src/go");
        Assert.Equal((directory, inMajor, directory + "/v1.0.0"), (place.Directory, place.MajorDirectory ?? "", place.RevisionOf("v1.0.0")));
    }

    [Theory]
    [InlineData("root with the major version of another module", "h.io/r/v2", "h.io/r/v2/x", "mismatched repo: found h.io/r/v2/x for h.io/r/v2")]
    [InlineData("root that is no prefix by elements", "h.io/repo", "h.io/re", "mismatched repo: found h.io/re for h.io/repo")]
    [InlineData("root in the middle of the suffix", "gopkg.in/a/yaml.v2", "gopkg.in/a/yaml.v2/", "mismatched repo: found gopkg.in/a/yaml.v2/ for gopkg.in/a/yaml.v2")]
    public void Refuses_a_repository_that_cannot_hold_the_module(string name, string path, string root, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Assert.Throws<SutlerException>(() => Place(path, root)).Message);
    }

    [Theory]
    [InlineData("branch", "main", "main")]
    [InlineData("branch that is no version", "v1.x", "v1.x")]
    [InlineData("version", "v1.2.3", "sub/v1.2.3")]
    [InlineData("short version", "v1.2", "sub/v1.2")]
    [InlineData("incompatible", "v2.0.0+incompatible", "sub/v2.0.0")]
    [InlineData("build metadata", "v1.2.3+meta", "sub/v1.2.3+meta")]
    [InlineData("pseudo-version", "v1.2.4-0.20200101000000-0123456789ab", "0123456789ab")]
    [InlineData("incompatible pseudo-version", "v3.1.0-beta.0.20210203020508-6d584fc62f06+incompatible", "6d584fc62f06")]
    public void Names_what_to_ask_the_repository_for(string name, string version, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Place("h.io/r/sub", "h.io/r").RevisionOf(version));
    }

    [Theory]
    [InlineData("version", "sub/v1.2.3", "v1.2.3", true)]
    [InlineData("pre-release", "sub/v1.2.3-rc.1", "v1.2.3-rc.1", true)]
    [InlineData("build metadata", "sub/v1.2.3+meta", "v1.2.3", false)]
    [InlineData("incompatible is no part of a tag", "sub/v2.0.0+incompatible", "v2.0.0", false)]
    [InlineData("short", "sub/v1.2", "", false)]
    [InlineData("of the root", "v1.2.3", "", false)]
    [InlineData("of a directory below", "sub/x/v1.2.3", "", false)]
    [InlineData("looks like a pseudo-version", "sub/v0.0.0-20200101000000-0123456789ab", "", false)]
    [InlineData("no version", "sub/release", "", false)]
    public void Reads_tags(string name, string tag, string version, bool isCanonical)
    {
        Assert.NotEmpty(name);
        Assert.Equal((version, isCanonical), Place("h.io/r/sub", "h.io/r").VersionOf(tag));
    }

    [Theory]
    [InlineData("odd names", "h.io/r", "h.io/r", " |huh?|1.0.1|v1.🐕.🐄|v1|v0.1|v1.0.1", "v1.0.1", "")]
    [InlineData("sorted as versions", "h.io/r", "h.io/r", "v1.10.0|v1.9.0|v1.9.0-rc1|v0.1.0", "v0.1.0 v1.9.0-rc1 v1.9.0 v1.10.0", "")]
    [InlineData("other majors of the root", "h.io/r", "h.io/r", "v1.0.0|v2.0.0|v3.1.0", "v1.0.0", "v2.0.0 v3.1.0")]
    [InlineData("other majors of a major", "h.io/r/v2", "h.io/r", "v1.0.0|v2.0.0|v3.1.0", "v2.0.0", "")]
    [InlineData("other majors of a directory", "h.io/r/a", "h.io/r", "a/v1.0.0|a/v2.0.0|v1.0.0", "v1.0.0", "")]
    [InlineData("gopkg.in", "gopkg.in/y.v1", "gopkg.in/y.v1", "v0.9.0|v1.0.0|v2.0.0", "v1.0.0", "")]
    public void Lists_versions(string name, string path, string root, string tags, string compatible, string others)
    {
        Assert.NotEmpty(name);
        var found = Place(path, root).VersionsIn(tags.Split('|'));
        Assert.Equal((compatible, others), (string.Join(' ', found.Compatible), string.Join(' ', found.Others)));
    }
}
