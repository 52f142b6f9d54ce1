using System.Text.Json;
using Sutler.Go.Direct;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

/// <summary>The go command and we in one module cache: each uses what the other fetched, and both say the same.</summary>
public sealed class GitBesideGoTests : IDisposable
{
    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Uses_what_the_go_command_fetched()
    {
        var source = await GitFixtures.TagTestsAsync(_world);
        var (_, answer) = await GoAsync(source, "v0.2.2");
        _world.ForgetCommands();

        var repository = await _world.OpenAsync(source, Token);
        var found = await repository.StatAsync("v0.2.2", Token);
        using var archive = await repository.ArchiveAsync("v0.2.2", "", 1 << 20, Token);

        Assert.Equal(answer.GetProperty("Origin").GetProperty("Hash").GetString(), found.Name);
        Assert.Equal(3, archive.Entries.Count);
        Assert.Empty(_world.Fetches);
        Assert.DoesNotContain(_world.Commands, command => command.StartsWith("init", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(_world.Scratch["cache/cache/vcs"]));
    }

    [Fact]
    public async Task Fetches_for_the_go_command()
    {
        var source = await GitFixtures.TagTestsAsync(_world);
        var repository = await _world.OpenAsync(source, Token);
        var found = await repository.StatAsync("v0.2.1", Token);

        // It looks for retractions there.
        _ = await repository.StatAsync("v0.2.2", Token);
        (await repository.ArchiveAsync("v0.2.1", "", 1 << 20, Token)).Dispose();
        _world.ForgetCommands();

        var (_, answer) = await GoAsync(source, "v0.2.1");

        Assert.Equal(found.Name, answer.GetProperty("Origin").GetProperty("Hash").GetString());
        Assert.Empty(_world.Fetches);
        Assert.DoesNotContain(_world.Commands, command => command.StartsWith("init", StringComparison.Ordinal));
        Assert.Single(Directory.GetDirectories(_world.Scratch["cache/cache/vcs"]));
    }

    [Theory]
    [InlineData("a tag", "tagtests", "v0.2.2")]
    [InlineData("a branch", "tagtests", "b")]
    [InlineData("the merge", "tagtests", "master")]
    [InlineData("HEAD", "hello", "HEAD")]
    [InlineData("a short hash", "hello", "fc3a09f3dc5c")]
    [InlineData("a long hash", "hello", "fc3a09f3dc5cfe0d7a743ea18f1f5226e68b3777")]
    [InlineData("a hash of a tag", "tagtests", "101c49f5af1b2466332158058cf5f03c8cca6429")]
    [InlineData("an odd tag", "odd-tags", "v0.1.0+build-metadata")]
    [InlineData("nothing", "hello", "nonexist")]
    [InlineData("no hash", "hello", "1234567890123456789012345678901234567890")]
    public async Task Says_where_a_revision_is_as_the_go_command_does(string name, string fixture, string revision)
    {
        _ = name;
        var source = await FixtureAsync(fixture);
        var (exitCode, answer) = await GoAsync(source, revision);
        Directory.Delete(_world.Scratch["cache/cache/vcs"], recursive: true);

        var repository = await _world.OpenAsync(source, Token);
        Sutler.Go.Sources.Origin ours;
        try
        {
            ours = (await repository.StatAsync(revision, Token)).Origin;
            Assert.Equal(0, exitCode);
        }
        catch (Sutler.Go.Sources.FailureWithOriginException failure)
        {
            ours = failure.Origin;
            Assert.Equal(1, exitCode);
            Assert.EndsWith(failure.Message, answer.GetProperty("Error").GetString(), StringComparison.Ordinal);
        }

        var theirs = answer.GetProperty("Origin");
        Assert.Equal(Text(theirs, "VCS"), ours.Vcs);
        Assert.Equal(Text(theirs, "URL"), ours.Url);
        Assert.Equal(Text(theirs, "Hash"), ours.Hash);
        Assert.Equal(Text(theirs, "Ref"), ours.Ref);
        Assert.Equal(Text(theirs, "RepoSum"), ours.RepoSum);
        if (Text(theirs, "TagSum") is { Length: > 0 } tagSum)
        {
            Assert.Equal(tagSum, (await repository.TagsAsync(Text(theirs, "TagPrefix"), Token)).Origin!.TagSum);
        }
    }

    [Fact]
    public async Task Works_at_the_same_time_as_the_go_command()
    {
        var source = await _world.CreateAsync("busy");
        string[] tags = [.. Enumerable.Range(0, 4).Select(i => $"v0.{i}.0")];
        foreach (var tag in tags)
        {
            source.Write("go.mod", "module git.test/busy.git\n");
            await source.CommitAsync("file", tag, tag);
        }

        var theirs = tags.Select(tag => GoAsync(source, tag)).ToArray();
        var ours = tags.Select(async tag =>
        {
            var repository = await _world.OpenAsync(source, Token);
            using var archive = await repository.ArchiveAsync(tag, "", 1 << 20, Token);
            return (await repository.StatAsync(tag, Token)).Name;
        }).ToArray();

        var hashes = await Task.WhenAll(ours);
        var answers = await Task.WhenAll(theirs);
        Assert.All(answers, answer => Assert.Equal(0, answer.ExitCode));
        Assert.Equal(answers.Select(answer => answer.Answer.GetProperty("Origin").GetProperty("Hash").GetString()), hashes);
    }

    private static string Text(JsonElement answer, string name) => answer.TryGetProperty(name, out var value) ? value.GetString()! : "";

    private Task<GitTestRepository> FixtureAsync(string name) => name switch
    {
        "hello" => GitFixtures.HelloAsync(_world),
        "tagtests" => GitFixtures.TagTestsAsync(_world),
        _ => GitFixtures.OddTagsAsync(_world),
    };

    private async Task<(int ExitCode, JsonElement Answer)> GoAsync(GitTestRepository source, string revision)
    {
        var go = ExternalProgram.Find("go");
        Assert.SkipWhen(go is null, "there is no go command to compare with");
        var variables = _world.Variables();
        variables["GOMODCACHE"] = _world.Cache;
        variables["GOPATH"] = _world.Scratch["gopath"];
        variables["GOPROXY"] = "direct";
        variables["GONOSUMDB"] = "*";
        variables["GOFLAGS"] = "-modcacherw";
        variables["GOTOOLCHAIN"] = "local";
        variables["GOCACHE"] = _world.Scratch["gocache"];
        var run = await ExternalProgram.RunAsync(go!, ["mod", "download", "-json", $"git.test/{source.Name}.git@{revision}"], Token, _world.Scratch.Root, variables);
        Assert.True(run.Output.Length > 0, run.Error);
        return (run.ExitCode, JsonDocument.Parse(run.Output).RootElement);
    }
}
