using Sutler.Errors;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Sources;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

public sealed class GitRepositoryTests : IDisposable
{
    private const string NoTags = "t1:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    // The vectors were taken from go 1.24.4.
    [Theory]
    [InlineData("hello", "fc3a09f3dc5cfe0d7a743ea18f1f5226e68b3777", "2017-09-22T01:05:58Z", "", NoTags, "r1:c0/9JCZ25lxoBiK3+3BhACU4giH49flcJmBynJ+Jvmc=")]
    [InlineData("tagtests", "c7818c24fa2f3f714c67d0a6d3e411c85a518d1f", "2019-05-09T22:56:25Z", "", "t1:Dp7yRKDuE8WjG0429PN9hYWjqhy2te7P9Oki/sMEOGo=", null)]
    [InlineData("v2repo", "203b91c896acd173aa719e4cdcb7d463c4b090fa", "2019-04-03T15:52:15Z", "v2.0.0", "t1:i9WFO5iocSVkd4wqQFEGyn+xQ7Ua0IoJ3oxAQSnTKqg=", null)]
    [InlineData("odd-tags", "9d863d525bbfcc8eda09364738c4032393711a56", "2022-02-23T18:48:35Z", "v0.1.0+build-metadata", "t1:JJPGZ4rIkrVbq7ptm6qm9M1CEXNy+2cihfjEdMaB25U=", null)]
    public async Task Knows_the_newest_commit_and_the_sums_of_the_refs_as_the_go_command_does(
        string name, string hash, string time, string tags, string tagSum, string? repoSum)
    {
        var repository = await OpenAsync(name);

        var latest = await repository.LatestAsync(Token);
        var list = await repository.TagsAsync("", Token);

        Assert.Equal(hash, latest.Name);
        Assert.Equal(hash[..12], latest.ShortName);
        Assert.Equal(hash, latest.Version);
        Assert.Equal(DateTimeOffset.Parse(time, null), latest.Time);
        Assert.Equal(tags, string.Join(' ', latest.Tags));
        Assert.Equal(new Origin { Vcs = "git", Url = "https://git.test/" + name, Hash = hash, Ref = "HEAD" }, latest.Origin);
        Assert.Equal(new Origin { Vcs = "git", Url = "https://git.test/" + name, TagSum = tagSum }, list.Origin);
        if (repoSum is not null)
        {
            var unknown = await Assert.ThrowsAsync<FailureWithOriginException>(() => repository.StatAsync("nonexist", Token));
            Assert.Equal("unknown revision nonexist", unknown.Message);
            Assert.True(unknown.IsNotExist);
            Assert.Equal(new Origin { Vcs = "git", Url = "https://git.test/" + name, RepoSum = repoSum }, unknown.Origin);
        }
    }

    [Theory]
    [InlineData("a tag", "v0.2.2", "59356c8cd18c5fe9a598167d98a6843e52d57952", "v0.2.2", "refs/tags/v0.2.2")]
    [InlineData("a branch, whose meaning may change", "b", "59356c8cd18c5fe9a598167d98a6843e52d57952", "", "refs/heads/b")]
    [InlineData("HEAD, fetched by its hash", "HEAD", "c7818c24fa2f3f714c67d0a6d3e411c85a518d1f", "", "")]
    [InlineData("the beginning of the hash of two refs, found by the first", "59356c8", "59356c8cd18c5fe9a598167d98a6843e52d57952", "", "refs/heads/b")]
    [InlineData("a whole hash of a tag", "101c49f5af1b2466332158058cf5f03c8cca6429", "101c49f5af1b2466332158058cf5f03c8cca6429", "", "refs/tags/v0.2.1")]
    public async Task Resolves(string name, string revision, string hash, string version, string reference)
    {
        _ = name;
        var repository = await OpenAsync("tagtests");

        var found = await repository.StatAsync(revision, Token);

        Assert.Equal(hash, found.Name);
        Assert.Equal(version.Length == 0 ? hash : version, found.Version);
        Assert.Equal(new Origin { Vcs = "git", Url = repository.Url, Hash = hash, Ref = reference }, found.Origin);
    }

    [Theory]
    [InlineData("a name", "nonexist", "nonexist")]
    [InlineData("a whole hash", "1234567890123456789012345678901234567890", "1234567890123456789012345678901234567890")]
    [InlineData("the beginning of a hash", "123456789abc", "123456789abc")]
    [InlineData("too few digits for a hash", "59356c", "59356c")]
    [InlineData("digits git would take too", "59356C8CD18C", "59356C8CD18C")]
    [InlineData("an expression", "HEAD~1", "HEAD~1")]
    [InlineData("an expression on a branch", "b^{commit}", "b^{commit}")]
    [InlineData("a full ref", "refs/heads/b", "refs/heads/b")]
    [InlineData("an option", "--all", "--all")]
    [InlineData("an option of fetch", "--upload-pack=touch x", "--upload-pack=touch x")]
    [InlineData("nothing", "", "")]
    public async Task Does_not_know(string name, string revision, string told)
    {
        _ = name;
        var repository = await OpenAsync("tagtests");

        var failure = await Assert.ThrowsAsync<FailureWithOriginException>(() => repository.StatAsync(revision, Token));

        Assert.Equal("unknown revision " + told, failure.Message);
        Assert.True(failure.IsNotExist);
    }

    [Fact]
    public async Task Prefers_tags_to_branches()
    {
        var source = await _world.CreateAsync("both");
        var tagged = await source.CommitAsync("a", "1", tag: "same");
        var tip = await source.CommitAsync("a", "2");
        await source.GitAsync("branch", "same");
        var repository = await _world.OpenAsync(source, Token);

        Assert.Equal(tagged, (await repository.StatAsync("same", Token)).Name);
        Assert.Equal(tip, (await repository.StatAsync("main", Token)).Name);
    }

    [Fact]
    public async Task Takes_commit_and_time_of_what_an_annotated_tag_is_on()
    {
        var source = await _world.CreateAsync("annotated");
        var hash = await source.At("2020-05-06T07:08:09+02:00", authored: "2001-01-01T00:00:00Z").CommitAsync("a", "1");
        source.At("2021-01-01T00:00:00Z");
        await source.GitAsync("tag", "-a", "-m", "first", "v1.0.0");
        await source.GitAsync("tag", "-a", "-m", "of a tag", "v1.0.1", "v1.0.0");
        await source.GitAsync("tag", "plain");
        var repository = await _world.OpenAsync(source, Token);

        var found = await repository.StatAsync("v1.0.1", Token);

        Assert.Equal(hash, found.Name);
        Assert.Equal(new DateTimeOffset(2020, 5, 6, 5, 8, 9, TimeSpan.Zero), found.Time);
        Assert.Equal(TimeSpan.Zero, found.Time.Offset);
        Assert.Equal(["plain", "v1.0.0", "v1.0.1"], found.Tags);
        Assert.All((await repository.TagsAsync("v", Token)).Tags, tag => Assert.Equal(hash, tag.Hash));
    }

    [Fact]
    public async Task Finds_a_commit_in_the_history_of_a_branch_by_the_beginning_of_its_hash()
    {
        var source = await _world.CreateAsync("deep");
        var old = await source.CommitAsync("a", "1");
        await source.CommitAsync("a", "2");
        await source.CommitAsync("a", "3", tag: "v1.0.0");
        var repository = await _world.OpenAsync(source, Token);
        await repository.StatAsync("v1.0.0", Token);

        var found = await repository.StatAsync(old[..10], Token);

        Assert.Equal(old, found.Name);
        Assert.Equal(old, found.Version);
        Assert.Equal(new Origin { Vcs = "git", Url = source.Url, Hash = old }, found.Origin);
    }

    // Trap 2: servers show commits of changes that were never accepted.
    [Theory]
    [InlineData("refs/pull/1/head")]
    [InlineData("refs/changes/01/1/1")]
    public async Task Does_not_know_what_only_other_refs_have(string reference)
    {
        var source = await _world.CreateAsync("pulls");
        await source.CommitAsync("a", "1");
        await source.GitAsync("checkout", "-q", "-b", "change");
        var refused = await source.CommitAsync("a", "2");
        await source.GitAsync("update-ref", reference, refused);
        await source.GitAsync("checkout", "-q", "main");
        await source.GitAsync("branch", "-q", "-D", "change");
        await source.GitAsync("config", "uploadpack.allowAnySHA1InWant", "true");
        var repository = await _world.OpenAsync(source, Token);

        Assert.Equal("unknown revision " + refused, (await Assert.ThrowsAsync<FailureWithOriginException>(() => repository.StatAsync(refused, Token))).Message);
        Assert.Equal("unknown revision " + refused[..12], (await Assert.ThrowsAsync<FailureWithOriginException>(() => repository.StatAsync(refused[..12], Token))).Message);
    }

    [Fact]
    public async Task Has_no_newest_commit_in_an_empty_repository()
    {
        var repository = await _world.OpenAsync(await _world.CreateAsync("empty"), Token);

        var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.LatestAsync(Token));

        Assert.Equal("no commits", failure.Message);
        Assert.True(failure.IsNotExist);
        Assert.Empty((await repository.TagsAsync("", Token)).Tags);
    }

    [Theory]
    [InlineData("gone", true)]
    [InlineData("there, or silent", false)]
    public async Task Says_of_a_repository_that_cannot_be_asked_what_git_said_and_whether_it_exists(string name, bool isGone)
    {
        _ = name;
        var asked = "";
        var repository = await _world.Run(isGone: url => (asked = url).Length > 0 && isGone).OpenAsync(new("git.test/x", "git", "https://git.test/missing"), Token);

        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => repository.TagsAsync("", Token));

        Assert.Equal(isGone, failure.IsNotExist);
        Assert.Equal("https://git.test/missing", asked);
        Assert.StartsWith($"git ls-remote -q origin in {Directory.GetDirectories(_world.Scratch["cache/cache/vcs"])[0]}: exit status 128:\n\tfatal: ", failure.Message, StringComparison.Ordinal);
        Assert.Same(failure, await Assert.ThrowsAsync<VcsProgramException>(() => repository.StatAsync("v1.0.0", Token)));
    }

    [Theory]
    [InlineData("git@host:path", "git remote (git@host:path) must not be local directory (use URL syntax not host:path syntax)")]
    [InlineData("/some/where", "git remote (/some/where) must not be local directory")]
    public async Task Refuses_what_is_no_url(string url, string text)
    {
        var failure = await Assert.ThrowsAsync<SutlerException>(() => _world.OpenAsync(url, Token));

        Assert.Equal(text, failure.Message);
        Assert.False(failure.IsNotExist);
    }

    [Fact]
    public async Task Says_that_git_is_not_installed()
    {
        var nowhere = new Dictionary<string, string> { ["PATH"] = "/nonexistent" };

        var failure = await Assert.ThrowsAsync<VcsProgramException>(() => _world.Run(variables: nowhere).OpenAsync(new("git.test/x", "git", "https://git.test/x"), Token));

        Assert.EndsWith(": exec: \"git\": executable file not found in $PATH", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("git init --bare in ", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reads_files_of_a_revision()
    {
        var repository = await OpenAsync("tagtests");

        Assert.Equal("module vcs-test.golang.org/git/tagtests.git\n"u8.ToArray(), await repository.ReadFileAsync("v0.2.1", "go.mod", 1000, Token));
        Assert.Equal("v0.2.2\n"u8.ToArray(), await repository.ReadFileAsync("v0.2.2", "v0.2.2", 7, Token));
        foreach (var missing in new[] { "v0.2.2", "nonexist/go.mod", "", "go.mod/", "x\ny" })
        {
            var failure = await Assert.ThrowsAsync<SutlerException>(() => repository.ReadFileAsync("v0.2.1", missing, 1000, Token));
            Assert.Equal("file does not exist", failure.Message);
            Assert.True(failure.IsNotExist);
        }
    }

    [Fact]
    public async Task Refuses_a_file_that_is_too_large_and_reads_the_others_asked_for_with_it()
    {
        var source = await _world.CreateAsync("large");
        source.Write("large", new string('x', 3_000_000)).Write("small", "small");
        await source.CommitAsync("both");
        var repository = await _world.OpenAsync(source, Token);
        await repository.StatAsync("main", Token);

        var large = repository.ReadFileAsync("main", "large", 1_000_000, Token);
        var small = repository.ReadFileAsync("main", "small", 1_000_000, Token);

        Assert.EndsWith(":large: larger than 1000000 bytes", (await Assert.ThrowsAsync<SutlerException>(() => large)).Message, StringComparison.Ordinal);
        Assert.Equal("small"u8.ToArray(), await small);
    }

    [Theory]
    [InlineData("log.decorate", "full")]
    [InlineData("log.showSignature", "true")]
    [InlineData("core.autocrlf", "true")]
    [InlineData("core.bare", "false")]
    [InlineData("safe.bareRepository", "explicit")]
    [InlineData("core.quotePath", "true")]
    [InlineData("tag.sort", "-creatordate")]
    [InlineData("core.abbrev", "4")]
    [InlineData("fetch.prune", "true")]
    [InlineData("color.ui", "always")]
    [InlineData("core.hooksPath", "/hooks/that/fail")]
    public async Task Is_the_same_whatever_the_users_configuration(string key, string value)
    {
        var dot = key.IndexOf('.');
        _world.Configure($"[{key[..dot]}]\n\t{key[(dot + 1)..]} = {value}\n");
        var repository = await OpenAsync("tagtests");

        var found = await repository.StatAsync("v0.2.2", Token);
        var merged = await repository.StatAsync("master", Token);
        using var archive = await repository.ArchiveAsync("v0.2.2", "", 1 << 20, Token);

        Assert.Equal("59356c8cd18c5fe9a598167d98a6843e52d57952", found.Name);
        Assert.Equal(["v0.2.2"], found.Tags);
        Assert.Equal("c7818c24fa2f3f714c67d0a6d3e411c85a518d1f", merged.Name);
        Assert.Equal("v0.2.2", await repository.RecentTagAsync("master", "", (_, _) => Task.FromResult(true), Token));
        Assert.Equal(["go.mod", "tagtests.go", "v0.2.2"], archive.Entries.Select(entry => entry.Path));
        Assert.Equal([44L, 17, 7], archive.Entries.Select(entry => entry.Size));
    }

    [Fact]
    public async Task Reads_repositories_with_sha256_hashes()
    {
        var source = await _world.CreateAsync("long", format: "sha256");
        var first = await source.CommitAsync("go.mod", "module m\n", tag: "v1.0.0");
        var second = await source.CommitAsync("a", "2");
        var repository = await _world.OpenAsync(source, Token);

        var tagged = await repository.StatAsync("v1.0.0", Token);
        var branch = await repository.StatAsync("main", Token);

        Assert.Equal((first, first[..12], "v1.0.0"), (tagged.Name, tagged.ShortName, tagged.Version));
        Assert.Equal(second, branch.Name);
        Assert.Equal(first, (await repository.StatAsync(first[..12], Token)).Name);
        Assert.Equal(first, (await repository.StatAsync(first, Token)).Name);
        Assert.Equal("module m\n"u8.ToArray(), await repository.ReadFileAsync(second, "go.mod", 100, Token));
        Assert.Equal("v1.0.0", await repository.RecentTagAsync("main", "", (_, _) => Task.FromResult(true), Token));

        // The next run finds the right kind of repository.
        _world.ForgetCommands();
        Assert.Equal(first, (await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token)).Name);
        Assert.Empty(_world.Fetches);
        Assert.DoesNotContain(_world.Commands, command => command.StartsWith("init", StringComparison.Ordinal));
    }

    private async Task<ICodeRepository> OpenAsync(string name) => await _world.OpenAsync(
        await (name switch
        {
            "hello" => GitFixtures.HelloAsync(_world),
            "tagtests" => GitFixtures.TagTestsAsync(_world),
            "v2repo" => GitFixtures.V2RepoAsync(_world),
            _ => GitFixtures.OddTagsAsync(_world),
        }),
        Token);
}
