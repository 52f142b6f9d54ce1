using Sutler.Go.Cache;
using Sutler.Go.Direct;
using Sutler.Go.Sources;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

public sealed class GitFetchTests : IDisposable
{
    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    [Fact]
    public async Task Asks_once_and_fetches_once_for_ten_versions_and_three_modules_of_a_repository()
    {
        var source = await _world.CreateAsync("many");
        string[] tags = [.. Enumerable.Range(0, 10).Select(i => $"v1.{i}.0"), "a/v0.1.0", "b/v0.1.0", "c/v0.1.0"];
        foreach (var tag in tags)
        {
            await source.CommitAsync("file", tag, tag);
        }

        var repository = await _world.OpenAsync(source, Token);
        var found = await Task.WhenAll(tags.Select(tag => ReadAsync(repository, tag)));

        Assert.Equal(tags, found);
        Assert.Equal(
            ["ls-remote -q origin", "-c protocol.version=2 fetch -f --depth=1 origin " + string.Join(' ', tags.Order(StringComparer.Ordinal).Select(tag => $"refs/tags/{tag}:refs/tags/{tag}"))],
            _world.RemoteCommands);
    }

    [Fact]
    public async Task Takes_along_what_is_asked_for_while_a_fetch_runs()
    {
        var source = await _world.CreateAsync("waves");
        foreach (var i in Enumerable.Range(0, 6))
        {
            await source.CommitAsync("file", $"{i}", $"v1.{i}.0");
        }

        var repository = await _world.OpenAsync(source, Token);
        _ = await repository.TagsAsync("", Token);
        List<Task<CodeRevision>> asked = [];
        using (await HoldAsync())
        {
            // The first waits for the lock of another process, the others for the first.
            asked.AddRange(Enumerable.Range(0, 6).Select(i => repository.StatAsync($"v1.{i}.0", Token)));
        }

        await Task.WhenAll(asked);

        Assert.InRange(_world.Fetches.Count, 1, 2);
    }

    [Fact]
    public async Task Believes_a_tag_it_has_in_later_runs()
    {
        var source = await _world.CreateAsync("moving");
        var old = await source.CommitAsync("a", "1", tag: "v1.0.0");
        await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token);
        await source.CommitAsync("a", "2");
        await source.GitAsync("tag", "-f", "v1.0.0");
        _world.ForgetCommands();

        var again = await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token);

        Assert.Equal(old, again.Name);
        Assert.Equal("refs/tags/v1.0.0", again.Origin.Ref);
        Assert.Empty(_world.Fetches);
    }

    [Fact]
    public async Task Follows_a_branch_that_moved_and_fetches_only_then()
    {
        var source = await _world.CreateAsync("branch");
        var first = await source.CommitAsync("a", "1");
        Assert.Equal(first, (await (await _world.OpenAsync(source, Token)).StatAsync("main", Token)).Name);
        _world.ForgetCommands();

        Assert.Equal(first, (await (await _world.OpenAsync(source, Token)).StatAsync("main", Token)).Name);
        Assert.Empty(_world.Fetches);

        var second = await source.CommitAsync("a", "2");
        Assert.Equal(second, (await (await _world.OpenAsync(source, Token)).StatAsync("main", Token)).Name);
        Assert.Single(_world.Fetches);
    }

    [Fact]
    public async Task Works_without_the_remote_on_what_it_has()
    {
        var source = await _world.CreateAsync("offline");
        var hash = await source.CommitAsync("a", "1", tag: "v1.0.0");
        await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token);
        Directory.Move(source.Directory, source.Directory + ".away");

        var repository = await _world.OpenAsync(source, Token);

        Assert.Equal(hash, (await repository.StatAsync("v1.0.0", Token)).Name);
        Assert.Equal(hash, (await repository.StatAsync(hash[..12], Token)).Name);
        Assert.Equal("1"u8.ToArray(), await repository.ReadFileAsync(hash, "a", 10, Token));
    }

    [Fact]
    public async Task Fetches_everything_where_the_server_refuses_to_leave_history_out()
    {
        var source = await _world.CreateAsync("dumb");
        await source.CommitAsync("a", "1");
        var hash = await source.CommitAsync("a", "2", tag: "v1.0.0");

        // Refuses as a server without the capability would.
        var wrapper = _world.Scratch.Write("refusing/git", $"#!/bin/sh\ncase \"$*\" in *--depth*) echo 'fatal: dumb' >&2; exit 128;; esac\nexec '{_world.Git}' \"$@\"\n");
        File.SetUnixFileMode(wrapper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var variables = new Dictionary<string, string> { ["PATH"] = _world.Scratch["refusing"] + ":" + Environment.GetEnvironmentVariable("PATH") };
        var repository = await _world.Run(variables: variables).OpenAsync(new("git.test/dumb", "git", source.Url), Token);

        var found = await repository.StatAsync("v1.0.0", Token);

        Assert.Equal((hash, "v1.0.0", "refs/tags/v1.0.0"), (found.Name, found.Version, found.Origin.Ref));
    }

    [Fact]
    public async Task Lets_one_ref_that_is_gone_by_now_spoil_nothing_for_the_others()
    {
        var source = await _world.CreateAsync("vanishing");
        var first = await source.CommitAsync("a", "1", tag: "v1.0.0");
        await source.CommitAsync("a", "2", tag: "v1.1.0");
        var third = await source.CommitAsync("a", "3", tag: "v1.2.0");
        var repository = await _world.OpenAsync(source, Token);
        _ = await repository.TagsAsync("", Token);
        await source.GitAsync("tag", "-d", "v1.1.0");

        var asked = new[] { "v1.0.0", "v1.1.0", "v1.2.0" }.Select(tag => repository.StatAsync(tag, Token)).ToArray();

        Assert.Equal(first, (await asked[0]).Name);
        Assert.Equal(third, (await asked[2]).Name);
        var failure = await Assert.ThrowsAsync<FailureWithOriginException>(() => asked[1]);
        Assert.Equal("unknown revision v1.1.0", failure.Message);
    }

    [Theory]
    [InlineData("shallow.lock")]
    [InlineData("refs/tags/v1.0.0.lock")]
    public async Task Gets_past_the_lock_file_of_a_git_that_was_killed_long_ago(string name)
    {
        var source = await _world.CreateAsync("killed");
        await source.CommitAsync("a", "1");
        await (await _world.OpenAsync(source, Token)).StatAsync("main", Token);
        var hash = await source.CommitAsync("a", "2", tag: "v1.0.0");
        var file = Path.Combine(Directory.GetDirectories(_world.Scratch["cache/cache/vcs"])[0], name);
        _ = Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        await File.WriteAllTextAsync(file, "", Token);
        File.SetLastWriteTimeUtc(file, TimeProvider.System.GetUtcNow().UtcDateTime - TimeSpan.FromHours(2));

        Assert.Equal(hash, (await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token)).Name);
    }

    [Theory]
    [InlineData("HEAD")]
    [InlineData("config")]
    [InlineData("refs")]
    [InlineData("objects")]
    public async Task Makes_a_repository_anew_that_a_crash_left_unreadable(string name)
    {
        var source = await _world.CreateAsync("crashed");
        var hash = await source.CommitAsync("a", "1", tag: "v1.0.0");
        await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token);
        var path = Path.Combine(Directory.GetDirectories(_world.Scratch["cache/cache/vcs"])[0], name);
        if (Directory.Exists(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else
        {
            await File.WriteAllTextAsync(path, "", Token);
        }

        Assert.Equal(hash, (await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token)).Name);
    }

    [Fact]
    public async Task Lets_several_processes_work_in_one_cache()
    {
        var source = await _world.CreateAsync("shared");
        string[] tags = [.. Enumerable.Range(0, 6).Select(i => $"v1.{i}.0")];
        foreach (var tag in tags)
        {
            await source.CommitAsync("file", tag, tag);
        }

        // Each run has locks of its own, as a process has.
        var found = await Task.WhenAll(tags.Concat(tags).Select(async tag => await ReadAsync(await _world.OpenAsync(source, Token), tag)));

        Assert.Equal([.. tags, .. tags], found);
        Assert.Single(_world.Commands, command => command.StartsWith("init", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Gives_up_for_one_and_goes_on_for_the_others()
    {
        var source = await _world.CreateAsync("leaving");
        var hash = await source.CommitAsync("a", "1", tag: "v1.0.0");
        var repository = await _world.OpenAsync(source, Token);
        using var stop = new CancellationTokenSource();
        Task<CodeRevision> left;
        Task<CodeRevision> stays;
        using (await HoldAsync())
        {
            left = repository.StatAsync("main", stop.Token);
            stays = repository.StatAsync("v1.0.0", Token);
            await stop.CancelAsync();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => left);
        }

        Assert.Equal(hash, (await stays).Name);
    }

    [Fact]
    public async Task Opens_a_repository_once_a_run()
    {
        var source = await _world.CreateAsync("once");
        var run = _world.Run();

        var opened = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => run.OpenAsync(new("git.test/once", "git", source.Url), Token)));

        Assert.All(opened, repository => Assert.Same(opened[0], repository));
    }

    private Task<FileLock> HoldAsync() =>
        new FileLocks(TimeProvider.System).ExclusiveAsync(Directory.GetFiles(_world.Scratch["cache/cache/vcs"], "*.lock")[0], Token);

    private static async Task<string> ReadAsync(ICodeRepository repository, string tag)
    {
        var found = await repository.StatAsync(tag, Token);
        using var archive = await repository.ArchiveAsync(found.Name, "", 1 << 20, Token);
        using var reader = new StreamReader(archive.Open(archive.Entries.Single()));
        Assert.Equal(tag, found.Version);
        return await reader.ReadToEndAsync(Token);
    }
}
