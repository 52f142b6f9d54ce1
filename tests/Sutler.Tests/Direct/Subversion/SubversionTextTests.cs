using System.Globalization;
using System.Text;
using Sutler.Errors;
using Sutler.Go.Direct.Subversion;
using Xunit;

namespace Sutler.Tests.Direct.Subversion;

// Spec: OTHER-3.
public sealed class SubversionTextTests
{
    private const string Log = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n<logentry\n   revision=\"4\">\n<author>a &amp; b</author>\n<date>2017-07-14T02:40:04.123456Z</date>\n<msg>two &lt;x&gt;\n</msg>\n</logentry>\n</log>\n";

    [Fact]
    public void Reads_a_revision()
    {
        var revision = SubversionLog.Read("r4", Log);
        Assert.Equal(("4", "000000000004", "r4", ""), (revision.Name, revision.ShortName, revision.Version, revision.Origin.Hash));
        Assert.Equal(DateTimeOffset.Parse("2017-07-14T02:40:04.123456Z", CultureInfo.InvariantCulture), revision.Time);
        Assert.Equal(TimeSpan.Zero, revision.Time.Offset);
    }

    [Theory]
    [InlineData("no entry", "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<log>\n</log>", "no revision")]
    [InlineData("nothing", "", "no revision")]
    [InlineData("no date", "<log><logentry revision=\"1\"></logentry></log>", "no date")]
    [InlineData("entry elsewhere", "<log><x><logentry revision=\"1\"><date>2017-07-14T02:40:04Z</date></logentry></x></log>", "no revision")]
    [InlineData("negative", "<log><logentry revision=\"-1\"/></log>", "no revision")]
    [InlineData("cut", "<log><logentry revision=\"1\"><date>20", "no end of <date>")]
    public void Refuses_what_is_no_revision(string name, string said, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal($"unexpected response from svn log --xml: {reason}\n{said}", Assert.Throws<SutlerException>(() => SubversionLog.Read("x", said)).Message);
    }

    [Fact]
    public void Reads_files_and_no_directories()
    {
        var said = "<list\n   path=\"svn://h/x\">\n<entry\n   kind=\"file\">\n<name>a&#13;&#x20;&lt;&gt;&amp;&quot;&apos;ü</name>\n<size>4</size>\n<commit\n   revision=\"2\">\n<author>root</author>\n</commit>\n</entry>\n"
            + "<entry\n   kind=\"dir\">\n<name>sub</name>\n</entry>\n<entry kind=\"file\"><name>sub/b</name><size>0</size></entry></list>\n";
        Assert.Equal([new("a\r <>&\"'ü", 4), new("sub/b", 0)], SubversionList.Read(Encoding.UTF8.GetBytes(said)));
    }

    [Theory]
    [InlineData("no size", "<list><entry kind=\"file\"><name>a</name></entry></list>", "size \"\"")]
    [InlineData("size that is none", "<list><entry kind=\"file\"><name>a</name><size>-1</size></entry></list>", "size \"-1\"")]
    [InlineData("other end", "<list></entry>", "</entry> without a beginning")]
    [InlineData("end too many", "<list></list></list>", "</list> without a beginning")]
    [InlineData("entity of its own", "<!DOCTYPE x [<!ENTITY a \"b\">]><list/>", "no name at 1")]
    [InlineData("unknown entity", "<list>&a;</list>", "no character at 6")]
    [InlineData("no entity", "<list>& b</list>", "no character at 6")]
    [InlineData("half of a pair", "<list>&#xd800;</list>", "no character d800")]
    [InlineData("bare attribute", "<list a=b/>", "no '\"' at 8")]
    [InlineData("attribute without end", "<list a=\"b", "unexpected end")]
    [InlineData("cut tag", "<", "unexpected end")]
    [InlineData("instruction without end", "<?xml", "no end of <?")]
    [InlineData("too deep", "<a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a><a>", "too deep")]
    public void Refuses_what_is_no_list(string name, string said, string reason)
    {
        Assert.NotEmpty(name);
        Assert.Equal(
            $"unexpected response from svn list --xml: {reason}\n{said}",
            Assert.Throws<SutlerException>(() => SubversionList.Read(Encoding.UTF8.GetBytes(said))).Message);
    }
}
