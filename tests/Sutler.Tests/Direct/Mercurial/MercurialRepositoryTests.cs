using Sutler.Go.Direct.Programs;
using Sutler.Tests.Direct.Commands;
using Xunit;

namespace Sutler.Tests.Direct.Mercurial;

// Spec: OTHER-2.
public sealed class MercurialRepositoryTests(MercurialFixture served) : CommandRepositoryTests(served), IClassFixture<MercurialFixture>
{
    [Fact]
    public async Task Looks_for_where_a_branch_is_now()
    {
        var cache = served.Scratch["branches"];
        var before = await (await OpenAsync(Served.World(cache), served.BranchedUrl)).StatAsync("stable", Token);
        Assert.Equal(before.Name, before.Version);
        var moved = await served.MoveBranchAsync();
        var after = await (await OpenAsync(Served.World(cache), served.BranchedUrl)).StatAsync("stable", Token);
        Assert.Equal((moved, moved), (after.Name, after.Version));
    }

    [Theory]
    [InlineData("number", "0")]
    [InlineData("expression", "all()")]
    [InlineData("expression with a tag in it", "ancestors(v1.0.0)")]
    public async Task Finds_by_what_mercurial_can_tell_of_one_repository(string name, string revision)
    {
        Assert.NotEmpty(name);
        var found = await (await OpenAsync()).StatAsync(revision, Token);
        Assert.Equal((Served.Revisions[0].Name, revision), (found.Name, found.Version));
    }

    [Fact]
    public async Task Tells_the_tags_of_a_revision()
    {
        var repository = await OpenAsync();
        Assert.Equal(["v1.0.0"], (await repository.StatAsync("0", Token)).Tags);
        Assert.Empty((await repository.LatestAsync(Token)).Tags);
    }

    [Fact]
    public async Task Is_not_misled_by_the_settings_of_the_user()
    {
        var marks = Served.Scratch["marks"];
        var settings = Served.Scratch.Write("hgrc", $"""
            [alias]
            log = !touch {marks}
            cat = cat -v
            tags = !touch {marks}
            archive = !touch {marks}
            [defaults]
            log = -v --debug
            archive = --decode
            [ui]
            verbose = true
            color = always
            """);
        var repository = await OpenAsync(Served.World(variables: new Dictionary<string, string> { ["HGRCPATH"] = settings, ["HGPLAINEXCEPT"] = "alias,color" }));
        Assert.Equal(Served.Revisions[0].Name, (await repository.StatAsync("v1.0.0", Token)).Name);
        Assert.Equal(Served.Tags, (await repository.TagsAsync("", Token)).Tags.Select(tag => tag.Name));
        using var archive = await repository.ArchiveAsync("v1.0.0", "", 1 << 20, Token);
        Assert.Equal(ServedRepository.Mixed, await ReadAsync(archive, "crlf.txt"));
        Assert.False(File.Exists(marks));
    }

    [Fact]
    public async Task Does_not_run_what_a_repository_has_for_hooks()
    {
        // Its settings are those of its server, and no clone gets to see them.
        Assert.SkipWhen(Served.Missing is not null, Served.Missing ?? "");
        var marks = Served.Scratch["hooked"];
        await File.AppendAllTextAsync(Served.Scratch["hg/branched/.hg/hgrc"], $"[hooks]\nincoming = touch {marks}\nupdate = touch {marks}\npre-log = touch {marks}\n", Token);
        var repository = await OpenAsync(Served.World(), served.BranchedUrl);
        await repository.LatestAsync(Token);
        using (await repository.ArchiveAsync("tip", "", 1 << 20, Token))
        {
        }

        Assert.False(File.Exists(marks));
    }

    [Fact]
    public async Task Archives_what_there_is_of_a_directory_that_is_not_there_as_a_failure()
    {
        var repository = await OpenAsync();
        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => repository.ArchiveAsync("v1.0.0", "sub", 1 << 20, Token));
        Assert.Contains("no files match the archive pattern", failure.Message, StringComparison.Ordinal);
    }
}
