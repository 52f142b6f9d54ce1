using Sutler.GoModules.Repositories;
using Xunit;

namespace Sutler.Tests.Repositories;

// DISC-8
public sealed class GoImportsTests
{
    private static readonly GoImport Foo = new("ex.test/user/foo", "git", "https://git.test/foo");
    private static readonly GoImport Fooa = Foo with { Prefix = "ex.test/user/fooa" };
    private static readonly GoImport Nested = Foo with { Prefix = "ex.test/user/foo/bar" };
    private static readonly GoImport Whole = new("ex.test", "git", "https://git.test/all");
    private static readonly GoImport Proxy = new("ex.test/user/foo", "mod", "https://proxy.test");

    [Fact]
    public void Finds_the_tag_of_the_path_itself() => Assert.Equal(Foo, Match("ex.test/user/foo", Foo, Fooa));

    [Fact]
    public void Finds_the_tag_that_the_path_lies_below() => Assert.Equal(Foo, Match("ex.test/user/foo/bar/v2", Fooa, Foo));

    [Fact]
    public void Takes_a_path_for_what_it_is_and_not_for_one_that_begins_the_same() => Assert.Equal(Fooa, Match("ex.test/user/fooa", Foo, Fooa));

    [Fact]
    public void Takes_a_proxy_before_repositories_that_fit_as_well() => Assert.Equal(Proxy, Match("ex.test/user/foo/x", Whole, Proxy));

    [Fact]
    public void Forgets_the_repository_that_a_proxy_stands_before() => Assert.Equal(Proxy, Match("ex.test/user/foo", Foo, Proxy));

    [Fact]
    public void Takes_a_repository_where_the_proxy_is_for_others() => Assert.Equal(Whole, Match("ex.test/other", Proxy, Whole));

    [Theory]
    [InlineData("ex.test/user/foo/bar")]
    [InlineData("ex.test/user/foo/bar/baz")]
    public void Does_not_choose_between_nested_repositories(string path)
    {
        Assert.False(new GoImports([Foo, Nested]).TryMatch(path, out _, out var mismatches));
        Assert.Null(mismatches);
    }

    [Fact]
    public void Does_not_choose_between_proxies()
    {
        Assert.False(new GoImports([Proxy, Proxy with { Prefix = "ex.test" }]).TryMatch("ex.test/user/foo", out _, out var mismatches));
        Assert.Null(mismatches);
    }

    [Fact]
    public void Names_all_tags_where_none_fits()
    {
        Assert.False(new GoImports([Foo, Whole]).TryMatch("ex.testing/user/foo", out _, out var mismatches));
        Assert.Equal("meta tag ex.test/user/foo did not match import path ex.testing/user/foo, meta tag ex.test did not match import path ex.testing/user/foo", mismatches);
    }

    [Fact]
    public void Names_nothing_where_there_is_no_tag()
    {
        Assert.False(new GoImports([]).TryMatch("ex.test/x", out _, out var mismatches));
        Assert.Equal("", mismatches);
    }

    private static GoImport Match(string path, params GoImport[] tags)
    {
        Assert.True(new GoImports(tags).TryMatch(path, out var tag, out _));
        return tag;
    }
}
