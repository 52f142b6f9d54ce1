using Sutler.Go.Sources.Credentials;
using Xunit;

namespace Sutler.Tests.Sources;

public sealed class NetrcTests
{
    [Theory]
    [InlineData("one line", "machine a.b login u password p", "a.b u p")]
    [InlineData("several lines", "machine a.b\nlogin u\n\tpassword p\r\n", "a.b u p")]
    [InlineData("any order", "machine a.b password p login u", "a.b u p")]
    [InlineData("two", "machine a.b login u password p\nmachine c.d login v password q", "a.b u p|c.d v q")]
    [InlineData("both of one machine, first first", "machine a.b login u password p machine a.b login v password q", "a.b u p|a.b v q")]
    [InlineData("incomplete is dropped", "machine a.b login u\nmachine c.d login v password q", "c.d v q")]
    [InlineData("account is passed over", "machine a.b login u account x password p", "a.b u p")]
    [InlineData("a pair may not span lines", "machine a.b login\nu password p", "")]
    [InlineData("the odd last word is ignored", "machine a.b login u password p extra", "a.b u p")]
    [InlineData("login before machine is reset", "login x machine a.b password p", "")]
    [InlineData("default at the end of a line ends the file", "machine a.b login u password p\ndefault\nmachine c.d login v password q", "a.b u p")]
    [InlineData("default with more is a pair", "default login x password y\nmachine c.d login v password q", "c.d v q")]
    [InlineData("default as second word of a pair is none", "machine default login v password q", "default v q")]
    [InlineData("a macro runs to an empty line", "macdef init\nmachine x.y login u password p\n\nmachine c.d login v password q", "c.d v q")]
    [InlineData("a carriage return is no empty line", "macdef init\nget\r\n\r\nmachine c.d login v password q", "")]
    [InlineData("the rest of a macro's line counts", "machine a.b login u macdef m password p\nx\n\n", "a.b u p")]
    [InlineData("comments are words", "# machine a.b\nmachine c.d login v password q", "c.d v q")]
    [InlineData("quotes are part of the word", "machine a.b login \"u\" password 'p'", "a.b \"u\" 'p'")]
    [InlineData("port", "machine localhost:8443 login u password p", "localhost:8443 u p")]
    [InlineData("empty", "", "")]
    public void Reads_entries_as_go_does(string name, string text, string expected)
    {
        _ = name;
        Assert.Equal(expected, string.Join('|', Netrc.Parse(text).Select(e => $"{e.Machine} {e.Login} {e.Password}")));
    }

    [Fact]
    public void Prints_no_password() => Assert.Equal("a.b", Netrc.Parse("machine a.b login u password p")[0].ToString());
}
