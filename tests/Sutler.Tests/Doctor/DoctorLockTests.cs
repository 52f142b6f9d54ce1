using Sutler.Go.Cache;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>Nothing waits for a lock: who holds one is told, and what it guards is read all the same.</summary>
public sealed class DoctorLockTests : IAsyncLifetime
{
    private FaultStage _stage = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await FaultStage.OpenAsync();
        var module = _stage.World.Publish("ex.com/mod", "v1.0.0");
        _stage.World.Require(null, module);
        Assert.Equal(0, (await _stage.World.RunAsync("mod", "download", "ex.com/mod@v1.0.0")).ExitCode);
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Theory]
    [InlineData("go.mod", "project/go.mod")]
    [InlineData("go.sum", "project/go.sum")]
    [InlineData(".ziphash", "cache/cache/download/ex.com/mod/@v/v1.0.0.ziphash")]
    [InlineData("the newest head of the checksum database", "latest")]
    public async Task Tells_who_holds_a_file_that_a_download_reads(string name, string file)
    {
        var path = _stage.World.Files[file];
        if (file == "latest")
        {
            // Only what go.sum does not have is asked for.
            await File.WriteAllTextAsync(_stage.World.Files["project/go.sum"], "", TestContext.Current.CancellationToken);
            Directory.Delete(_stage.World.Files["cache/cache/download/sumdb"], recursive: true);
            path = Assert.Single(Directory.EnumerateFiles(_stage.World.Files["gopath"], "latest", SearchOption.AllDirectories));
        }

        using var held = FileLocks.TryExclusive(path);
        Assert.NotNull(held);

        // The clock stands still: whoever waited would wait for ever.
        foreach (var form in new[] { "", "--json" })
        {
            var run = await _stage.DoctorAsync([.. form.Length > 0 ? [form] : Array.Empty<string>(), "ex.com/mod@v1.0.0"]);
            Assert.True((run.ExitCode, run.Error) == (1, ""), name + run.Everything);
            Assert.Contains(form.Length > 0 ? "\"class\": \"locked\"" : "\ndiagnosis: locked: ", run.Output, StringComparison.Ordinal);
            Assert.Contains(path, run.Output, StringComparison.Ordinal);
            Assert.Contains(OperatingSystem.IsLinux() ? $"process {Environment.ProcessId} (" : "another process", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Says_that_a_file_is_held_rather_than_that_it_cannot_be_read()
    {
        // Whoever holds it may have written half of it.
        await File.WriteAllTextAsync(_stage.World.Files["project/go.mod"], "module ex.com/main\n\nrequ", TestContext.Current.CancellationToken);
        using var held = FileLocks.TryExclusive(_stage.World.Files["project/go.mod"]);
        Assert.Contains("\ndiagnosis: locked: ", (await _stage.DoctorAsync()).Output, StringComparison.Ordinal);
    }
}
