using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Mercurial;
using Xunit;

namespace Sutler.Tests.Direct.Mercurial;

// Spec: OTHER-2.
public sealed class MercurialLogTests
{
    private const string Hash = "cb380663b2bd74e1d90465b53747bfc4ac197dd3";

    [Theory]
    [InlineData("tags", "v1.0.0", Hash + " 1500000000 -7200 v1.0.0 release", "v1.0.0", "2017-07-14T02:40:00Z", "release v1.0.0")]
    [InlineData("none", "stable", Hash + " 1500000000 0 ", "stable", "2017-07-14T02:40:00Z", "")]
    [InlineData("tip is no tag", "tip", Hash + " 1500000000 0 tip", "tip", "2017-07-14T02:40:00Z", "")]
    [InlineData("beginning of a hash", "cb38", Hash + " 1500000000 0 tip", Hash, "2017-07-14T02:40:00Z", "")]
    [InlineData("before 1970", "x", Hash + " -1 0 b a a", "x", "1969-12-31T23:59:59Z", "a b")]
    public void Reads(string name, string asked, string said, string version, string time, string tags)
    {
        Assert.NotEmpty(name);
        var revision = MercurialLog.Read(asked, said);
        Assert.Equal((Hash, Hash, Hash[..12], version), (revision.Name, revision.Origin.Hash, revision.ShortName, revision.Version));
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), revision.Time);
        Assert.Equal(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries), revision.Tags);
    }

    [Theory]
    [InlineData("nothing", "", "unexpected response from hg log: \"\"")]
    [InlineData("too little", "a b", "unexpected response from hg log: \"a b\"")]
    [InlineData("no time", "a b c", "invalid time from hg log: \"a b c\"")]
    [InlineData("after all times", "a 99999999999999 0", "invalid time from hg log: \"a 99999999999999 0\"")]
    public void Refuses(string name, string said, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Assert.Throws<SutlerException>(() => MercurialLog.Read("x", said)).Message);
    }
}
