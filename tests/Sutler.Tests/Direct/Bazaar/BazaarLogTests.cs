using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Bazaar;
using Xunit;

namespace Sutler.Tests.Direct.Bazaar;

// Spec: OTHER-4.
public sealed class BazaarLogTests
{
    private const string Rule = "------------------------------------------------------------\n";

    [Theory]
    [InlineData("plain", Rule + "revno: 2\nrevision-id: a@b-1-x\nparent: a@b-0-y\ncommitter: a <a@b>\ntimestamp: Fri 2017-07-14 02:40:00 +0200\nmessage:\n  two\n", "2", "2017-07-14T00:40:00Z", "")]
    [InlineData("merge", Rule + "revno: 12 [merge]\ntimestamp: Fri 2017-07-14 02:40:00 -0130\nmessage:\n  x\n" + Rule + "Use --include-merged or -n0 to see merged revisions.\n", "12", "2017-07-14T04:10:00Z", "")]
    [InlineData("tags", Rule + "revno: 1\ntags: v1.0.0, release, v1.0.0\ntimestamp: Fri 2017-07-14 02:40:00 +0000\n", "1", "2017-07-14T02:40:00Z", "release v1.0.0")]
    [InlineData("message that looks like a header", Rule + "revno: 1\ntimestamp: Fri 2017-07-14 02:40:00 +0000\nmessage:\n  revno: 7\nrevno: 8\n", "1", "2017-07-14T02:40:00Z", "")]
    public void Reads(string name, string said, string number, string time, string tags)
    {
        Assert.NotEmpty(name);
        var revision = BazaarLog.Read("asked", said);
        Assert.Equal((number, number.PadLeft(12, '0'), "asked", ""), (revision.Name, revision.ShortName, revision.Version, revision.Origin.Hash));
        Assert.Equal(DateTimeOffset.Parse(time, CultureInfo.InvariantCulture), revision.Time);
        Assert.Equal(tags.Split(' ', StringSplitOptions.RemoveEmptyEntries), revision.Tags);
    }

    [Theory]
    [InlineData("nothing", "", "unexpected response from bzr log: \"\"")]
    [InlineData("revision of a merged branch", "revno: 1.2.3\n", "unexpected revno from bzr log: \"revno: 1.2.3\"")]
    [InlineData("no number", "timestamp: Fri 2017-07-14 02:40:00 +0000\n", "unexpected response from bzr log: \"timestamp: Fri 2017-07-14 02:40:00 +0000\\n\"")]
    [InlineData("number zero", "revno: 0\ntimestamp: Fri 2017-07-14 02:40:00 +0000\n", "unexpected response from bzr log: \"revno: 0\\ntimestamp: Fri 2017-07-14 02:40:00 +0000\\n\"")]
    [InlineData("no time", "revno: 1\n", "unexpected response from bzr log: \"revno: 1\\n\"")]
    [InlineData("time of another form", "timestamp: now\n", "unexpected timestamp from bzr log: \"timestamp: now\"")]
    [InlineData("time without zone", "timestamp: Fri 2017-07-14 02:40:00\n", "unexpected timestamp from bzr log: \"timestamp: Fri 2017-07-14 02:40:00\"")]
    [InlineData("short time", "timestamp: a b\n", "unexpected timestamp from bzr log: \"timestamp: a b\"")]
    public void Refuses(string name, string said, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Assert.Throws<SutlerException>(() => BazaarLog.Read("x", said)).Message);
    }
}
