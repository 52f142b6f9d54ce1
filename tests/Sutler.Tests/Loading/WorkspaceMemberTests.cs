using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Loading;

/// <summary>What a go.work says of its members' go lines. Spec: WORK-4.</summary>
public sealed class WorkspaceMemberTests
{
    [Theory]
    [InlineData("newer than go.work", "1.21.0")]
    [InlineData("newer than the emulated go too", "1.99999")]
    public async Task Blames_go_work_for_a_member_that_needs_a_newer_go(string because, string goLine)
    {
        using var scratch = new ScratchDirectory();
        var work = scratch.Write("go.work", "go 1.20\n\nuse .\n");
        scratch.Write("go.mod", $"module m\n\ngo {goLine}\n");
        var environment = TestEnvironments.Create(scratch.Root);
        var files = new ProjectFiles(Overlay.None, new LockedFiles(new FileLocks(TimeProvider.System)), scratch.Root);
        var loader = new ProjectLoader(environment, files, (_, _) => Task.FromResult<byte[]>([]), (_, version, _) => Task.FromResult(version), static _ => { });
        var workspace = await Workspace.ReadAsync(work, environment, files, TestContext.Current.CancellationToken);

        var error = await Assert.ThrowsAsync<FatalException>(() => loader.LoadWorkspaceAsync(workspace, TestContext.Current.CancellationToken));

        Assert.True(
            error.Message == $"module . listed in go.work file requires go >= {goLine}, but go.work lists go 1.20; to update it:\n\tgo work use",
            $"{because}: {error.Message}");
    }
}
