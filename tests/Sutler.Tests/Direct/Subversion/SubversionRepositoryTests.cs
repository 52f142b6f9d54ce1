using Sutler.Tests.Direct.Commands;
using Xunit;

namespace Sutler.Tests.Direct.Subversion;

// Spec: OTHER-3.
public sealed class SubversionRepositoryTests(SubversionFixture served) : CommandRepositoryTests(served), IClassFixture<SubversionFixture>
{
    [Theory]
    [InlineData("2", "2")]
    [InlineData("3", "2")]
    [InlineData("r3", "2")]
    [InlineData("000000000004", "4")]
    [InlineData("HEAD", "4")]
    [InlineData("{2017-07-14T02:40:03Z}", "2")]
    public async Task Finds_the_revision_in_which_the_module_last_changed(string asked, string name)
    {
        var found = await (await OpenAsync()).StatAsync(asked, Token);
        Assert.Equal((name, asked), (found.Name, found.Version));
    }

    [Fact]
    public async Task Does_not_find_a_revision_in_which_there_was_no_such_module()
    {
        var failure = await Assert.ThrowsAsync<Sutler.Errors.SutlerException>(async () => await (await OpenAsync()).StatAsync("0", Token));
        Assert.Equal(("unknown revision 0", true), (failure.Message, failure.IsNotExist));
    }
}
