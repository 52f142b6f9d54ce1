using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class SemanticVersionTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("bad", "")]
    [InlineData("v", "")]
    [InlineData("1.2.3", "")]
    [InlineData("V1.2.3", "")]
    [InlineData("v1-alpha.beta.gamma", "")]
    [InlineData("v1-pre", "")]
    [InlineData("v1+meta", "")]
    [InlineData("v1-pre+meta", "")]
    [InlineData("v1.2-pre", "")]
    [InlineData("v1.2+meta", "")]
    [InlineData("v1.2-pre+meta", "")]
    [InlineData("v1.", "")]
    [InlineData("v1.2.", "")]
    [InlineData("v01.2.3", "")]
    [InlineData("v1.02.3", "")]
    [InlineData("v1.2.03", "")]
    [InlineData("v1.2.3.4", "")]
    [InlineData("v1.2.3-", "")]
    [InlineData("v1.2.3+", "")]
    [InlineData("v1.2.3-a..b", "")]
    [InlineData("v1.2.3-01", "")]
    [InlineData("v1.2.3-a+b+c", "")]
    [InlineData("v1.2.3-é", "")]
    [InlineData("v1.2.3 ", "")]
    [InlineData("v1.2.3\n", "")]
    [InlineData("v1.0.0-alpha", "v1.0.0-alpha")]
    [InlineData("v1.0.0-bad-", "v1.0.0-bad-")]
    [InlineData("v1.0.0-0", "v1.0.0-0")]
    [InlineData("v1.0.0-01a", "v1.0.0-01a")]
    [InlineData("v1.0.0+001", "v1.0.0")]
    [InlineData("v1", "v1.0.0")]
    [InlineData("v1.0", "v1.0.0")]
    [InlineData("v1.2", "v1.2.0")]
    [InlineData("v0.0.0", "v0.0.0")]
    [InlineData("v1.2.3-pre+meta", "v1.2.3-pre")]
    [InlineData("v1.2.3-zzz", "v1.2.3-zzz")]
    [InlineData("v99999999999999999999.0.0", "v99999999999999999999.0.0")]
    public void Has_a_canonical_form_when_valid(string version, string canonical)
    {
        Assert.Equal(canonical, SemanticVersion.Canonical(version));
        Assert.Equal(canonical.Length > 0, SemanticVersion.IsValid(version));
    }

    [Theory]
    [InlineData("v2.0.0+incompatible", "v2.0.0+incompatible")]
    [InlineData("v2.0.0-pre+incompatible", "v2.0.0-pre+incompatible")]
    [InlineData("v2.0.0+incompatible.1", "v2.0.0")]
    [InlineData("v2.0.0+meta", "v2.0.0")]
    [InlineData("v2", "v2.0.0")]
    [InlineData("nope", "")]
    public void Keeps_only_the_incompatible_mark_in_a_module_version(string version, string canonical)
    {
        Assert.Equal(canonical, SemanticVersion.CanonicalVersion(version));
        Assert.Equal(version == canonical, SemanticVersion.IsCanonical(version));
    }

    [Fact]
    public void Does_not_call_the_empty_text_canonical() => Assert.False(SemanticVersion.IsCanonical(""));

    [Theory]
    [InlineData("v1.2.3-pre.1+meta.2", "v1", "v1.2", "-pre.1", "+meta.2")]
    [InlineData("v1.2", "v1", "v1.2", "", "")]
    [InlineData("v10", "v10", "v10.0", "", "")]
    [InlineData("v1.2.3+a-b", "v1", "v1.2", "", "+a-b")]
    [InlineData("junk", "", "", "", "")]
    public void Comes_apart(string version, string major, string majorMinor, string prerelease, string build)
    {
        Assert.Equal(major, SemanticVersion.Major(version));
        Assert.Equal(majorMinor, SemanticVersion.MajorMinor(version));
        Assert.Equal(prerelease, SemanticVersion.Prerelease(version));
        Assert.Equal(build, SemanticVersion.Build(version));
    }

    [Theory]
    [InlineData("v2.0.0+incompatible", true)]
    [InlineData("v2.0.0", false)]
    public void Tells_incompatible_versions(string version, bool expected) =>
        Assert.Equal(expected, SemanticVersion.IsIncompatible(version));
}
