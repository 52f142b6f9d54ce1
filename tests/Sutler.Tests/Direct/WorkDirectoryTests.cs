using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Direct;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct;

public sealed class WorkDirectoryTests : IDisposable
{
    private const string Url = "https://github.com/u/r";

    // sha256 of "git3:https://github.com/u/r".
    private const string Hash = "6619c0954cb5536506ac08fbdbb1a4fe45c06017b11c4c41b72b208ce841e919";

    private readonly ScratchDirectory _scratch = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public async Task Has_the_names_and_the_content_that_the_go_command_gives()
    {
        var work = await OpenAsync(FillAsync);

        Assert.Equal(_scratch["cache/vcs/" + Hash], work.DirectoryPath);
        Assert.Equal("git3:" + Url, File.ReadAllText(work.DirectoryPath + ".info"));
        Assert.Equal(["cache/", "cache/vcs/", $"cache/vcs/{Hash}.info", $"cache/vcs/{Hash}.lock", $"cache/vcs/{Hash}/", $"cache/vcs/{Hash}/objects"], _scratch.Tree());
    }

    [Theory]
    [InlineData("complete", "", false)]
    [InlineData("info with a line end", "newline", false)]
    [InlineData("no info", "info", true)]
    [InlineData("no directory", "directory", true)]
    [InlineData("no objects, which go trips over once", "marker", true)]
    public async Task Is_filled_again_only_where_something_is_missing(string name, string damage, bool isFilledAgain)
    {
        _ = name;
        var work = await OpenAsync(FillAsync);
        File.WriteAllText(Path.Combine(work.DirectoryPath, "old"), "");
        Damage(work, damage);

        await OpenAsync(FillAsync);

        Assert.Equal(isFilledAgain, !File.Exists(Path.Combine(work.DirectoryPath, "old")));
        Assert.True(File.Exists(Path.Combine(work.DirectoryPath, "objects")));
    }

    [Fact]
    public async Task Refuses_the_directory_of_another_repository()
    {
        var work = await OpenAsync(FillAsync);
        File.WriteAllText(work.DirectoryPath + ".info", "git3:https://other");

        var failure = await Assert.ThrowsAsync<SutlerException>(() => OpenAsync(FillAsync));

        Assert.Equal($"{work.DirectoryPath}.info exists with wrong content (have \"git3:https://other\" want \"git3:{Url}\")", failure.Message);
    }

    [Fact]
    public async Task Is_removed_when_it_cannot_be_filled()
    {
        await Assert.ThrowsAsync<SutlerException>(() => OpenAsync((_, _) => throw new SutlerException("no")));

        Assert.Equal([$"{Hash}.info", $"{Hash}.lock"], Directory.GetFiles(_scratch["cache/vcs"]).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.Empty(Directory.GetDirectories(_scratch["cache/vcs"]));
    }

    [Fact]
    public async Task Is_filled_once_however_many_open_it()
    {
        var filled = 0;
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => OpenAsync((directory, token) =>
        {
            filled++;
            return FillAsync(directory, token);
        })));

        Assert.Equal(1, filled);
    }

    [Fact]
    public async Task Waits_for_the_lock_of_another_process()
    {
        _ = Directory.CreateDirectory(_scratch["cache/vcs"]);
        Task<WorkDirectory> opening;
        using (FileLocks.TryExclusive(_scratch["cache/vcs/" + Hash + ".lock"]))
        {
            opening = OpenAsync(FillAsync);
            Assert.False(Directory.Exists(_scratch["cache/vcs/" + Hash]));
        }

        await opening;
        Assert.True(Directory.Exists(_scratch["cache/vcs/" + Hash]));
    }

    [Fact]
    public async Task Needs_a_module_cache()
    {
        var context = RepositoryWorld.Context(_scratch, "");

        var failure = await Assert.ThrowsAsync<SutlerException>(() => WorkDirectory.OpenAsync(context, "git3", Url, null, FillAsync, Token));

        Assert.Equal("neither GOPATH nor GOMODCACHE are set", failure.Message);
    }

    private static Task FillAsync(string directory, CancellationToken cancellationToken) =>
        File.WriteAllTextAsync(Path.Combine(directory, "objects"), "", cancellationToken);

    private static void Damage(WorkDirectory work, string damage)
    {
        switch (damage)
        {
            case "newline":
                File.AppendAllText(work.DirectoryPath + ".info", "\n");
                break;
            case "info":
                File.Delete(work.DirectoryPath + ".info");
                break;
            case "directory":
                Directory.Delete(work.DirectoryPath, recursive: true);
                break;
            case "marker":
                File.Delete(Path.Combine(work.DirectoryPath, "objects"));
                break;
        }
    }

    private Task<WorkDirectory> OpenAsync(Func<string, CancellationToken, Task> fill) =>
        WorkDirectory.OpenAsync(RepositoryWorld.Context(_scratch, _scratch.Root), "git3", Url, "objects", fill, Token);
}
