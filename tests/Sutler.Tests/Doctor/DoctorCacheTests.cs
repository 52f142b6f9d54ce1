using System.Diagnostics;
using Sutler.Go.Cache;
using Sutler.TestKit;
using Sutler.Tests.Cache;
using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.Doctor;

/// <summary>What is in the cache, in its way, or not allowed there.</summary>
public sealed class DoctorCacheTests : IAsyncLifetime
{
    private FaultStage _stage = null!;
    private TestModule _module = null!;

    public async ValueTask InitializeAsync()
    {
        _stage = await FaultStage.OpenAsync();
        _module = _stage.World.Publish("ex.com/mod", "v1.0.0");
    }

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Asks_nobody_for_a_module_that_is_whole()
    {
        _stage.World.Require(_module.GoSumLines, _module);
        Assert.Equal(0, (await _stage.World.RunAsync("mod", "download")).ExitCode);
        _stage.World.Variables["GOSUMDB"] = "off";
        var asked = _stage.World.Proxy.Requests.Count;
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.True(run.ExitCode == 0, run.Everything);
        Assert.Contains("diagnosis: none: ex.com/mod@v1.0.0 is whole in the cache, with the hashes of go.sum\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(asked, _stage.World.Proxy.Requests.Count);
    }

    [Fact]
    public async Task Needs_the_checksum_database_for_a_whole_module_that_go_sum_lacks()
    {
        Assert.Equal(0, (await _stage.World.RunAsync("mod", "download", "ex.com/mod@v1.0.0")).ExitCode);
        Directory.Delete(_stage.World.Files["cache/cache/download/sumdb"], recursive: true);
        _stage.World.Database.Fail("/lookup/", 503);
        Assert.Contains("diagnosis: checksum-database-unreachable: ", (await _stage.DoctorAsync("ex.com/mod@v1.0.0")).Output, StringComparison.Ordinal);
        Assert.Equal(1, (await _stage.World.RunAsync("mod", "download", "ex.com/mod@v1.0.0")).ExitCode);
    }

    [Fact]
    public async Task Shows_what_earlier_runs_left()
    {
        _stage.World.Files.Write("cache/cache/sutler/v1/partial/ex.com/mod/@v/v1.0.0.zip.part", new string('x', 100));
        _stage.World.Files.Write("cache/cache/download/ex.com/mod/@v/v1.0.0.partial", "");
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.Contains("warn  leftovers       an earlier download was interrupted; the next goes on with it\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("partialZip: 100 B\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Remembers_that_a_download_did_not_verify()
    {
        var other = TestModule.Create("ex.com/mod", "v1.0.0", null, ("evil.go", "package m\n"));
        _stage.World.Proxy.Answer(_module.ZipTarget, Reply.Bytes(other.Zip));
        _stage.World.Require(_module.GoSumLines, _module);
        Assert.Equal(1, (await _stage.World.RunAsync("mod", "download")).ExitCode);
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.Contains("warn  quarantine      an earlier download did not verify: source-serves-other: ", run.Output, StringComparison.Ordinal);
        Assert.Contains("\ndiagnosis: checksum-mismatch: ex.com/mod@v1.0.0: hashes of its zip differ: ", run.Output, StringComparison.Ordinal);
        _stage.World.Proxy.Answer(_module.ZipTarget, Reply.Bytes(_module.Zip));
        run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.Contains("\ndiagnosis: checksum-mismatch: an earlier download of ex.com/mod@v1.0.0 did not verify (source-serves-other: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Names_the_process_that_holds_a_lock()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/proc");
        using var held = FileLocks.TryExclusive(_stage.World.Files.Write("cache/cache/sutler/v1/partial/ex.com/mod/@v/v1.0.0.lock", ""));
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.Contains($"warn  locks           process {Environment.ProcessId} (", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("-class", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }

    [Fact]
    public async Task Names_a_process_that_inherited_a_lock()
    {
        var (flock, shell) = (ExternalProgram.Find("flock"), ExternalProgram.Find("sh"));
        Assert.SkipWhen(!OperatingSystem.IsLinux() || flock is null || shell is null, "needs flock and sh");
        var path = _stage.World.Files.Write("cache/cache/download/ex.com/mod/@v/v1.0.0.lock", "");
        var script = $"exec 9<>'{path}'; '{flock}' -x 9; echo locked; read line";
        using var holder = Process.Start(new ProcessStartInfo(shell!, ["-c", script]) { RedirectStandardOutput = true, RedirectStandardInput = true })!;
        Assert.Equal("locked", await holder.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        holder.StandardInput.Close();
        await holder.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"warn  locks           process {holder.Id} (sh) holds {path}\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Does_not_make_lock_files_or_directories()
    {
        await _stage.DoctorAsync("ex.com/mod@v1.0.0");
        Assert.False(Directory.Exists(_stage.World.Cache));
        Assert.False(Directory.Exists(_stage.World.Files["gopath"]));
    }

    [Fact]
    public async Task Says_whose_a_cache_is_that_may_not_be_written_to()
    {
        if (await OrdinaryUser.IsAsync(GetType(), nameof(Says_whose_a_cache_is_that_may_not_be_written_to), TestContext.Current.CancellationToken))
        {
            Directory.CreateDirectory(_stage.World.Cache, UnixFileMode.UserRead | UnixFileMode.UserExecute);
            var run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
            Assert.Contains($"\ndiagnosis: read-only-cache: {_stage.World.Cache} cannot be written to: permission denied\n", run.Output, StringComparison.Ordinal);
            _stage.World.Variables["GOMODCACHE"] = "/usr/share/sutler-cache";
            run = await _stage.DoctorAsync("ex.com/mod@v1.0.0");
            Assert.Matches(@"\ndiagnosis: read-only-cache: /usr/share cannot be written to: permission denied \(it belongs to uid 0, you are uid \d+; its mode is \d+\)\n", run.Output);
        }
    }

    [Fact]
    public async Task Notices_a_full_disk_before_anything_is_asked_for()
    {
        var disk = await _stage.MountAsync(64);
        disk.Fill();
        var run = await _stage.DoctorAsync();
        Assert.Contains("\ndiagnosis: full-disk: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, run.ExitCode);
    }
}
