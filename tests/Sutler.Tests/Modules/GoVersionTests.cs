using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class GoVersionTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("x", "", 0)]
    [InlineData("x", "1", -1)]
    [InlineData("1", "1.0", 0)]
    [InlineData("1", "1.1", -1)]
    [InlineData("1.5", "1.10", -1)]
    [InlineData("1.6", "1.6.1", -1)]
    [InlineData("1.19rc1", "1.19", -1)]
    [InlineData("1.19", "1.19.0", 0)]
    [InlineData("1.20", "1.20.0", 0)]
    [InlineData("1.20rc2", "1.20.0", -1)]
    [InlineData("1.21", "1.21rc1", -1)]
    [InlineData("1.21rc1", "1.21.0", -1)]
    [InlineData("1.21", "1.21.0", -1)]
    [InlineData("1.21alpha3", "1.21beta1", -1)]
    [InlineData("1.21beta2", "1.21rc1", -1)]
    [InlineData("1.21rc2", "1.21rc10", -1)]
    [InlineData("1.99999999999999998", "1.99999999999999999", -1)]
    [InlineData("1.21.1", "1.22", -1)]
    [InlineData("2", "1.99", 1)]
    public void Orders_releases_candidates_and_languages(string left, string right, int expected)
    {
        Assert.Equal(expected, GoVersion.Compare(left, right));
        Assert.Equal(-expected, GoVersion.Compare(right, left));
        Assert.Equal(expected < 0 ? right : left, GoVersion.Max(left, right));
    }

    [Theory]
    [InlineData("1", true, false)]
    [InlineData("1.20", true, false)]
    [InlineData("1.20.0", true, false)]
    [InlineData("1.21", true, true)]
    [InlineData("1.21.0", true, false)]
    [InlineData("1.21rc2", true, false)]
    [InlineData("1.21rc", true, false)]
    [InlineData("1.999testmod", true, false)]
    [InlineData("1.600+auto", false, false)]
    [InlineData("1.021", false, false)]
    [InlineData("01.21", false, false)]
    [InlineData("1.21.0rc1", false, false)]
    [InlineData("1.21rc01", false, false)]
    [InlineData("1.21RC1", false, false)]
    [InlineData("1.21.", false, false)]
    [InlineData("1.", false, false)]
    [InlineData(".1", false, false)]
    [InlineData("v1.21", false, false)]
    [InlineData("1.21 ", false, false)]
    [InlineData("", false, false)]
    public void Knows_its_syntax(string version, bool isValid, bool isLanguage)
    {
        Assert.Equal(isValid, GoVersion.IsValid(version));
        Assert.Equal(isLanguage, GoVersion.IsLanguage(version));
    }

    [Theory]
    [InlineData("1.2rc3", "1.2", "1.1")]
    [InlineData("1.21.3", "1.21", "1.20")]
    [InlineData("1", "1", "1")]
    [InlineData("1.0", "1", "1")]
    [InlineData("0", "0.0", "0")]
    [InlineData("1.999testmod", "1.999", "1.998")]
    [InlineData("1.40000000000000000", "1.40000000000000000", "1.39999999999999999")]
    [InlineData("", "", "")]
    [InlineData("x", "", "")]
    public void Names_the_language_and_the_one_before(string version, string language, string previous)
    {
        Assert.Equal(language, GoVersion.Language(version));
        Assert.Equal(previous, GoVersion.Previous(version));
    }

    [Theory]
    [InlineData("go1.2.3", "1.2.3")]
    [InlineData("go1.2.3-bigcorp", "1.2.3")]
    [InlineData("go1.2.3-bigcorp more text", "1.2.3")]
    [InlineData("go1.2.3 x", "1.2.3")]
    [InlineData("go1.2.3\tx", "1.2.3")]
    [InlineData("go1.2.3+bigcorp", "")]
    [InlineData("1.2.3", "")]
    [InlineData("gccgo-go1.23rc4", "")]
    [InlineData("go1.2.3-a/b", "")]
    [InlineData("go1.2.3-a\\b", "")]
    [InlineData("default", "")]
    public void Reads_the_version_of_a_toolchain(string toolchain, string version) =>
        Assert.Equal(version, GoVersion.FromToolchain(toolchain));

    [Theory]
    [InlineData("go", "1.2", "1.3", -1)]
    [InlineData("go", "v1.2", "v1.3", 0)]
    [InlineData("toolchain", "go1.2", "go1.3", -1)]
    [InlineData("toolchain", "1.2", "1.3", -1)]
    [InlineData("toolchain", "v1.2", "v1.3", 0)]
    [InlineData("toolchain", "go1.21.0-x", "go1.21.0", 0)]
    [InlineData("rsc.io/quote", "v1.2", "v1.3", -1)]
    [InlineData("rsc.io/quote", "1.2", "1.3", 0)]
    [InlineData("rsc.io/quote", "none", "v0.0.0-0", -1)]
    public void Compares_versions_by_the_rules_of_their_path(string path, string left, string right, int expected) =>
        Assert.Equal(expected, GoVersion.CompareVersions(path, left, right));

    [Theory]
    [InlineData("go", "1.2", true, false)]
    [InlineData("go", "1.22", true, true)]
    [InlineData("go", "v1.2", false, false)]
    [InlineData("toolchain", "go1.22", true, true)]
    [InlineData("toolchain", "1.22", false, false)]
    [InlineData("rsc.io/quote", "v1.2", true, true)]
    [InlineData("rsc.io/quote", "v1.2.3", true, false)]
    public void Tells_validity_and_prefixes_by_the_rules_of_the_path(string path, string version, bool isValid, bool isPrefix)
    {
        Assert.Equal(isValid, GoVersion.IsValidVersion(path, version));
        Assert.Equal(isPrefix, GoVersion.IsPrefix(path, version));
    }

    [Fact]
    public void Takes_the_higher_toolchain()
    {
        Assert.Equal("go1.22.1", GoVersion.MaxToolchain("go1.22rc1", "go1.22.1"));
        Assert.Equal("go1.22.1-a", GoVersion.MaxToolchain("go1.22.1-a", "go1.22.1-b"));
        Assert.Equal("go1.1", GoVersion.MaxToolchain("local", "go1.1"));
    }

    [Fact]
    public void Sorts_modules_by_path_then_by_the_rules_of_the_path_then_by_file()
    {
        ModuleId[] sorted =
        [
            new("a", "v1.1.0"), new("a", "v1.1.0/go.mod"), new("a", "v1.10.0/go.mod"), new("go", "1.2"), new("go", "1.10"),
            new("toolchain", "go1.2"), new("toolchain", "go1.3"), new("z", "v1.1.0-pre"), new("z", "v1.1.0"),
        ];
        Assert.Equal(sorted, sorted.Reverse().Order(Comparer<ModuleId>.Create(GoVersion.CompareModules)));
    }
}
