using Sutler.Tests.Direct.Commands;
using Xunit;

namespace Sutler.Tests.Direct.Bazaar;

// Spec: OTHER-4.
public sealed class BazaarRepositoryTests(BazaarFixture served) : CommandRepositoryTests(served), IClassFixture<BazaarFixture>
{
    [Fact]
    public async Task Tells_the_tags_of_a_revision()
    {
        var repository = await OpenAsync();
        Assert.Equal(["v1.0.0"], (await repository.StatAsync("1", Token)).Tags);
        Assert.Equal(["sub/v0.1.0"], (await repository.LatestAsync(Token)).Tags);
    }

    [Fact]
    public async Task Finds_a_revision_by_its_number_written_out() => Assert.Equal("1", (await (await OpenAsync()).StatAsync("revno:1", Token)).Name);

    [Fact]
    public async Task Is_not_misled_by_the_aliases_of_the_user()
    {
        var home = Served.Scratch["bzr-home"];
        Served.Scratch.Write("bzr-home/breezy/breezy.conf", "[ALIASES]\nlog = log --short\ntags = tags --show-ids --sort=time\nexport = export --format=tar\n");
        Served.Scratch.Write("bzr-home/breezy.conf", "[ALIASES]\nlog = log --short\n");
        var repository = await OpenAsync(Served.World(variables: new Dictionary<string, string> { ["BRZ_HOME"] = home }));
        Assert.Equal("1", (await repository.StatAsync("v1.0.0", Token)).Name);
        Assert.Equal(Served.Tags, (await repository.TagsAsync("", Token)).Tags.Select(tag => tag.Name));
    }

    [Fact]
    public async Task Takes_no_range_and_no_other_branch()
    {
        var repository = await OpenAsync();
        var other = Served.Scratch["made"];
        foreach (var revision in new[] { "1..2", other, "branch:" + other, "submit:" + other, "file://" + other, "mainline:branch:" + other })
        {
            var failure = await Assert.ThrowsAsync<Sutler.Errors.SutlerException>(() => repository.StatAsync(revision, Token));
            Assert.Equal($"unknown revision {revision}", failure.Message);
        }
    }
}
