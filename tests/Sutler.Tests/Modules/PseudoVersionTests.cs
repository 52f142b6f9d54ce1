using CsCheck;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class PseudoVersionTests
{
    private const string Revision = "lksdjf012345";

    private static readonly DateTimeOffset CommitTime = new(2019, 5, 13, 20, 11, 26, TimeSpan.Zero);

    public static TheoryData<string, string, string> Forms => new()
    {
        { "v0", "", "v0.0.0-20190513201126-" },
        { "", "", "v0.0.0-20190513201126-" },
        { "v2", "", "v2.0.0-20190513201126-" },
        { "v1", "v1.2.3", "v1.2.4-0.20190513201126-" },
        { "v1", "v1.2.99999999999999999", "v1.2.100000000000000000-0.20190513201126-" },
        { "v1", "v1.2.3-pre", "v1.2.3-pre.0.20190513201126-" },
        { "v1", "v1.3.0-pre", "v1.3.0-pre.0.20190513201126-" },
        { "v0", "v0.0.0--", "v0.0.0--.0.20190513201126-" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public void Follows_the_older_version_and_gives_it_back(string major, string older, string expected)
    {
        var version = PseudoVersion.Create(major, older, CommitTime.ToOffset(TimeSpan.FromHours(-7)), Revision);
        Assert.Equal(expected + Revision, version);
        Assert.True(PseudoVersion.Is(version));
        Assert.Equal(older, PseudoVersion.Base(version));
        Assert.Equal(CommitTime, PseudoVersion.Time(version));
        Assert.Equal(Revision, PseudoVersion.Revision(version));
        Assert.Equal("", PseudoVersion.Build(version));
    }

    [Theory]
    [InlineData("v2.0.0+incompatible", "v2.0.1-0.20190513201126-lksdjf012345+incompatible")]
    [InlineData("v3.1.0-beta+incompatible", "v3.1.0-beta.0.20190513201126-lksdjf012345+incompatible")]
    public void Keeps_the_incompatible_mark(string older, string expected)
    {
        var version = PseudoVersion.Create("v0", older, CommitTime, Revision);
        Assert.Equal(expected, version);
        Assert.Equal(older, PseudoVersion.Base(version));
        Assert.Equal("+incompatible", PseudoVersion.Build(version));
    }

    [Theory]
    [InlineData("v1.2.3")]
    [InlineData("v1.2.3-pre")]
    [InlineData("v1.2.3-0.20190513201126")]
    [InlineData("v1.0.0-2019051320112-abcdefabcdef")]
    [InlineData("v1.2.0-20190513201126-abcdefabcdef")] // only vX.0.0 stands without a base
    [InlineData("v1.2.3-pre.20190513201126-abcdefabcdef")]
    [InlineData("v0.0.0-20190513201126-")]
    [InlineData("v0.0.0-20190513201126-abc_def")]
    [InlineData("v0.0.0-٢٠١٩٠٥١٣٢٠١١٢٦-abcdefabcdef")] // digits, but not ASCII ones
    [InlineData("v0.0.0-20190513201126-abcdefabcdef\n")]
    [InlineData("0.0.0-20190513201126-abcdefabcdef")]
    public void Refuses_what_is_none(string version)
    {
        Assert.False(PseudoVersion.Is(version));
        var error = Assert.Throws<InvalidVersionException>(() => PseudoVersion.Revision(version));
        Assert.Equal("syntax error", error.Message);
        Assert.True(error.IsPseudo);
    }

    // PSEUDO-4
    [Theory]
    [InlineData("v1.0.0-0.20190513201126-abcdefabcdef", "version before v1.0.0 would have negative patch number")]
    [InlineData("v2.3.0-0.20190513201126-abcdefabcdef+incompatible", "version before v2.3.0 would have negative patch number")]
    [InlineData("v2.0.0-20190513201126-abcdefabcdef+incompatible", "lacks base version, but has build metadata \"+incompatible\"")]
    public void Refuses_a_base_that_cannot_be(string version, string reason)
    {
        Assert.True(PseudoVersion.Is(version));
        Assert.Equal(reason, Assert.Throws<InvalidVersionException>(() => PseudoVersion.Base(version)).Message);
    }

    [Theory]
    [InlineData("month", "20191301000000")]
    [InlineData("day", "20190229000000")]
    [InlineData("day zero", "20190200000000")]
    [InlineData("hour", "20190101240000")]
    [InlineData("minute", "20190101006000")]
    [InlineData("second", "20190101000060")]
    public void Refuses_a_time_that_cannot_be(string name, string digits)
    {
        var error = Assert.Throws<InvalidVersionException>(() => PseudoVersion.Time($"v0.0.0-{digits}-abcdefabcdef"));
        Assert.True($"malformed time \"{digits}\"" == error.Message, name);
    }

    // PSEUDO-8
    [Theory]
    [InlineData("", "v0.0.0-00010101000000-000000000000")]
    [InlineData("v3", "v3.0.0-00010101000000-000000000000")]
    public void Has_a_placeholder(string major, string expected)
    {
        Assert.Equal(expected, PseudoVersion.Zero(major));
        Assert.True(PseudoVersion.IsZero(expected));
        Assert.False(PseudoVersion.IsZero("v0.0.0-20190513201126-abcdefabcdef"));
        Assert.False(PseudoVersion.IsZero("junk"));
    }

    [Fact]
    public void Lies_between_its_base_and_the_next_version()
    {
        var older = Gen.Select(Gen.Int[0, 3], Gen.Int[0, 11], Gen.Int[0, 110], Gen.OneOf("", "-pre", "-rc.1", "-0"))
            .Select((major, minor, patch, prerelease) => (Text: $"v{major}.{minor}.{patch}{prerelease}", Next: prerelease.Length > 0 ? $"v{major}.{minor}.{patch}" : $"v{major}.{minor}.{patch + 1}"));
        Gen.Select(older, Gen.DateTime[new DateTime(1970, 1, 1), new DateTime(2100, 1, 1)]).Sample((from, time) =>
        {
            var version = PseudoVersion.Create("v0", from.Text, new DateTimeOffset(time, TimeSpan.Zero), "abcdefabcdef");
            return PseudoVersion.Is(version)
                && PseudoVersion.Base(version) == from.Text
                && SemanticVersion.Compare(from.Text, version) < 0
                && SemanticVersion.Compare(version, from.Next) < 0;
        });
    }
}
