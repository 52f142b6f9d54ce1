using Sutler.Tests.Direct.Commands;
using Xunit;

namespace Sutler.Tests.Direct.Fossil;

// Spec: OTHER-5.
public sealed class FossilRepositoryTests(FossilFixture served) : CommandRepositoryTests(served), IClassFixture<FossilFixture>
{
    [Fact]
    public async Task Finds_a_tag_with_a_slash_in_it()
    {
        var found = await (await OpenAsync()).StatAsync("sub/v0.1.0", Token);
        Assert.Equal((Served.Revisions[1].Name, "sub/v0.1.0"), (found.Name, found.Version));
    }

    [Fact]
    public async Task Does_not_look_into_other_repositories()
    {
        var repository = await OpenAsync();
        foreach (var revision in new[] { Served.Scratch["fossil/later.fossil"], ".fossil", "../x/.fossil" })
        {
            var failure = await Assert.ThrowsAsync<Sutler.Errors.SutlerException>(() => repository.StatAsync(revision, Token));
            Assert.Equal($"unknown revision {revision}", failure.Message);
        }
    }
}
