using System.Globalization;
using Sutler.Errors;
using Sutler.Go.Direct.Fossil;
using Xunit;

namespace Sutler.Tests.Direct.Fossil;

// Spec: OTHER-5.
public sealed class FossilInfoTests
{
    private const string Hash = "406da5d46cec6f5fcc7db4a5a33f2807d4b0dc44";

    [Theory]
    [InlineData("plain", "v1.0.0", "hash:         " + Hash + " 2017-07-14 02:41:00 UTC\nparent:       40ad9d0ae3f7b9c8f46f8a6947a1e89744f657cd 2017-07-14 02:40:00 UTC\n", "v1.0.0")]
    [InlineData("old", "trunk", "uuid: " + Hash + " 2017-07-14 02:41:00 UTC\n", "trunk")]
    [InlineData("beginning of a hash", "406d", "project: x\nhash: " + Hash + " 2017-07-14 02:41:00 UTC\nhash: none", Hash)]
    public void Reads(string name, string asked, string said, string version)
    {
        Assert.NotEmpty(name);
        var revision = FossilInfo.Read(asked, said);
        Assert.Equal((Hash, Hash, Hash[..12], version), (revision.Name, revision.Origin.Hash, revision.ShortName, revision.Version));
        Assert.Equal(DateTimeOffset.Parse("2017-07-14T02:41:00Z", CultureInfo.InvariantCulture), revision.Time);
        Assert.Equal(TimeSpan.Zero, revision.Time.Offset);
        Assert.Empty(revision.Tags);
    }

    [Theory]
    [InlineData("nothing", "", "unexpected response from fossil info: \"\"")]
    [InlineData("repository", "project-name: x\n", "unexpected response from fossil info: \"project-name: x\\n\"")]
    [InlineData("short hash", "hash: 406d 2017-07-14 02:41:00 UTC\nx", "unexpected response from fossil info: \"hash: 406d 2017-07-14 02:41:00 UTC\"")]
    [InlineData("other zone", "hash: " + Hash + " 2017-07-14 02:41:00 CET", "unexpected response from fossil info: \"hash: " + Hash + " 2017-07-14 02:41:00 CET\"")]
    [InlineData("no time", "hash: " + Hash + " 2017-07-14 25:41:00 UTC", "unexpected response from fossil info: \"hash: " + Hash + " 2017-07-14 25:41:00 UTC\"")]
    public void Refuses(string name, string said, string expected)
    {
        Assert.NotEmpty(name);
        Assert.Equal(expected, Assert.Throws<SutlerException>(() => FossilInfo.Read("x", said)).Message);
    }
}
