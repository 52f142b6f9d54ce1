using System.Diagnostics;
using System.Globalization;
using Sutler.TestKit;
using Sutler.TestKit.Repositories;
using Xunit;

namespace Sutler.Tests.Direct.Git;

public sealed class GitCancellationTests : IDisposable
{
    private readonly GitWorld _world = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _world.Dispose();

    // A git that is killed at once leaves shallow.lock behind, and nobody fetches there any more.
    [Fact]
    public async Task Leaves_a_work_directory_that_the_next_run_can_use()
    {
        var source = await _world.CreateAsync("slow");
        var hash = await source.CommitAsync("a", "1", tag: "v1.0.0");
        var pipe = _world.Scratch["pipe"];
        await ExternalProgram.RunAsync("mkfifo", [pipe], Token);
        var script = _world.Scratch.Write("slow.sh", $"#!/bin/sh\necho $$ > '{pipe}'\nexec sleep 60\n");
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var configuration = await File.ReadAllTextAsync(_world.Scratch["home/.gitconfig"], Token);
        _world.Configure($"[uploadpack]\n\tpackObjectsHook = {script}\n");
        var repository = await _world.OpenAsync(source, Token);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var asked = repository.StatAsync("v1.0.0", stop.Token);

        // The server has begun to answer.
        using var server = Process.GetProcessById(int.Parse(
            await Task.Run(() => File.ReadAllText(pipe), Token).WaitAsync(TimeSpan.FromMinutes(1), Token), CultureInfo.InvariantCulture));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);
        _ = _world.Scratch.Write("home/.gitconfig", configuration);
        var again = await (await _world.OpenAsync(source, Token)).StatAsync("v1.0.0", Token);

        Assert.Equal(hash, again.Name);
        Assert.False(server.HasExited, "the fetch was waited for");
        Assert.Empty(Directory.EnumerateFiles(Directory.GetDirectories(_world.Scratch["cache/cache/vcs"])[0], "*.lock", SearchOption.AllDirectories));
        server.Kill();
    }
}
