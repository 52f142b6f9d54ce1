using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Xunit;

namespace Sutler.Tests.Sources;

/// <summary>Which source of a group a module comes from. ADR 24.</summary>
public sealed class UpstreamListTests
{
    private static readonly ModulePath[] Modules = [.. Enumerable.Range(0, 2000).Select(static number => ModulePath.Parse($"example.com/module{number}"))];

    [Theory]
    [InlineData("no group", "https://a.b|https://c.d,direct", "https://a.b|https://c.d,direct")]
    [InlineData("the first stands for the group", "https://a.b=1;https://c.d=9|https://e.f,direct", "https://a.b|https://e.f,direct")]
    [InlineData("a group between others", "https://a.b,https://c.d=0;https://e.f=9,off", "https://a.b,https://c.d,off")]
    [InlineData("blanks", " https://a.b = 5 ; https://c.d=9 , direct", "https://a.b, direct")]
    [InlineData("nothing behind direct", "direct,ftp://x;y", "direct,")]
    [InlineData("an equals sign outside of groups is part of a URL", "https://a.b/x=5", "https://a.b/x=5")]
    public void Is_in_the_form_of_goproxy(string name, string text, string main)
    {
        Assert.NotEmpty(name);
        Assert.Equal(main, UpstreamList.Parse(text).Main);
    }

    [Theory]
    [InlineData("no weight", "https://a.b=95;https://c.d", "each source of a group needs a weight from 0 to 1000000")]
    [InlineData("a negative weight", "https://a.b=95;https://c.d=-5", "each source of a group needs a weight")]
    [InlineData("a weight beyond all sense", "https://a.b=95;https://c.d=1000001", "each source of a group needs a weight")]
    [InlineData("alone", "https://a.b=95;", "a group of sources has two or more of them")]
    [InlineData("nothing for anyone", "https://a.b=0;https://c.d=0", "not all weights are 0")]
    [InlineData("version control", "https://a.b=95;direct=5", "each source of a group must be the URL of a proxy")]
    [InlineData("no proxy", "https://a.b=95;ftp://c.d=5", "invalid proxy URL scheme")]
    [InlineData("nothing", ",", "contains no entries")]
    public void Refuses(string name, string text, string error)
    {
        Assert.NotEmpty(name);
        Assert.Contains(error, Assert.Throws<SutlerException>(() => UpstreamList.Parse(text)).Message, StringComparison.Ordinal);
    }

    // The choice must be that of every other process, on every machine. The hashes begin with 47, bb, 74 and 2f.
    [Theory]
    [InlineData("example.com/module0", "https://a.b,direct")]
    [InlineData("golang.org/x/mod", "https://c.d,direct")]
    [InlineData("github.com/BurntSushi/toml", "https://a.b,direct")]
    [InlineData("rsc.io/quote", "https://a.b,direct")]
    public void Chooses_by_the_path_alone(string path, string expected) =>
        Assert.Equal(expected, UpstreamList.Parse("https://a.b=1;https://c.d=1,direct").For(ModulePath.Parse(path)));

    [Fact]
    public void Gives_each_its_share()
    {
        var list = UpstreamList.Parse("https://a.b=95;https://c.d=5;https://e.f=0");
        var chosen = Modules.CountBy(list.For).ToDictionary();
        Assert.Equal(["https://a.b", "https://c.d"], chosen.Keys.Order(StringComparer.Ordinal));
        // Of 2000, 100 and a few; the paths are always the same, and so is this number.
        Assert.InRange(chosen["https://c.d"], 70, 130);
    }

    [Fact]
    public void Leaves_a_canary_that_grows_the_modules_it_has()
    {
        var (small, large) = (UpstreamList.Parse("https://a.b=95;https://c.d=5"), UpstreamList.Parse("https://a.b=80;https://c.d=20"));
        Assert.All(Modules.Where(path => small.For(path) == "https://c.d"), path => Assert.Equal("https://c.d", large.For(path)));
    }

    [Fact]
    public void Puts_a_source_that_is_named_in_the_place_of_its_group()
    {
        var list = UpstreamList.Parse("https://x.y,https://a.b=1;https://u:secret@c.d/go/=0|direct");
        Assert.Equal(["https://x.y", "https://a.b", "https://c.d/go", "direct"], list.Members.Select(member => member.PublicUrl));
        Assert.Equal((true, false, false), (list.HasMember("https://c.d/go"), list.HasMember("https://x.y"), list.HasMember("https://elsewhere.example")));
        Assert.Equal("https://x.y,https://u:secret@c.d/go/|direct", list.For(Modules[0], "https://c.d/go"));
        Assert.Equal("https://x.y,https://a.b|direct", list.For(Modules[0]));
        Assert.Equal("https://x.y,https://a.b|direct", list.For(Modules[0], "https://x.y"));
    }

    [Fact]
    public void Reads_goproxy_without_groups() => Assert.Equal("https://a.b=1;https://c.d=1", UpstreamList.Plain("https://a.b=1;https://c.d=1").For(Modules[0]));
}
