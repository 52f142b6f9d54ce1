using Sutler.Errors;
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
        var failure = await Assert.ThrowsAsync<SutlerException>(async () => await (await OpenAsync()).StatAsync("0", Token));
        Assert.Equal(("unknown revision 0", true), (failure.Message, failure.IsNotExist));
    }

    [Theory]
    [InlineData("file of the tree", "go.mod")]
    [InlineData("nothing", "nowhere")]
    [InlineData("directory", "/tmp")]
    public async Task Refuses_a_symbolic_link(string name, string target)
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        var repository = await OpenAsync(Served.World(), await served.LinkAsync(name.Replace(' ', '-'), target));
        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ArchiveAsync("2", "", 1 << 20, Token));
        Assert.Equal(
            $"file size differs between 'svn list' and 'svn export': file link listed as {target.Length + 5} bytes, but exported as a symbolic link", failure.Message);
    }

    [Fact]
    public async Task Does_not_read_what_a_link_of_the_right_size_leads_to()
    {
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        var secret = Served.Scratch["secret"];
        await File.WriteAllTextAsync(secret, new string('s', secret.Length + 5), Token);
        var repository = await OpenAsync(Served.World(), await served.LinkAsync("leak", secret));
        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ArchiveAsync("2", "", 1 << 20, Token));
        Assert.EndsWith("but exported as a symbolic link", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bounds_an_archive_before_it_is_exported()
    {
        List<string> trace = [];
        var repository = await OpenAsync(Served.World(trace));
        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ArchiveAsync("4", "", 5, Token));
        Assert.Equal("downloaded zip file too large", failure.Message);
        Assert.DoesNotContain(trace, line => line.StartsWith("svn export", StringComparison.Ordinal));
    }
}
