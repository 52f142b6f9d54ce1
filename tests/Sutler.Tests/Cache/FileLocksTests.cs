using System.Diagnostics;
using Microsoft.Extensions.Time.Testing;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Cache;

public sealed class FileLocksTests : IDisposable
{
    private readonly ScratchDirectory _scratch = new();
    private readonly FileLocks _locks = new(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _scratch.Dispose();

    [Fact]
    public void Dotnets_own_locks_are_off_here_as_in_the_program() =>
        Assert.True(AppContext.TryGetSwitch("System.IO.DisableFileLocking", out bool off) && off);

    [Fact]
    public async Task Creates_the_lock_file_and_leaves_it_behind()
    {
        (await _locks.ExclusiveAsync(_scratch["v.lock"], Cancellation)).Dispose();
        Assert.Equal(["v.lock"], _scratch.Tree());
    }

    [Fact]
    public async Task Lets_tasks_in_one_at_a_time()
    {
        int inside = 0;
        int most = 0;
        await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ =>
        {
            using FileLock held = await _locks.ExclusiveAsync(_scratch["v.lock"], Cancellation);
            most = Math.Max(most, Interlocked.Increment(ref inside));
            await Task.Yield();
            _ = Interlocked.Decrement(ref inside);
        }));
        Assert.Equal(1, most);
    }

    [Fact]
    public async Task Excludes_another_keeper_of_locks_too()
    {
        using FileLock held = await _locks.ExclusiveAsync(_scratch["v.lock"], Cancellation);
        Task<FileLock> waiting = new FileLocks(TimeProvider.System).ExclusiveAsync(_scratch["v.lock"], Cancellation);
        Assert.False(waiting.IsCompleted);
        held.Dispose();
        (await waiting).Dispose();
    }

    [Fact]
    public async Task Readers_share_and_keep_a_writer_out()
    {
        string path = _scratch.Write("go.sum", "x");
        using FileLock first = await _locks.SharedAsync(path, Cancellation);
        using FileLock second = await _locks.SharedAsync(path, Cancellation);
        Task<FileLock> writer = _locks.ExclusiveAsync(path, Cancellation);
        Assert.False(writer.IsCompleted);
        first.Dispose();
        second.Dispose();
        (await writer).Dispose();
    }

    [Fact]
    public async Task Stops_waiting_when_cancelled()
    {
        using FileLock held = await _locks.ExclusiveAsync(_scratch["v.lock"], Cancellation);
        using var giveUp = new CancellationTokenSource();
        Task<FileLock> inside = _locks.ExclusiveAsync(_scratch["v.lock"], giveUp.Token);
        Task<FileLock> outside = new FileLocks(TimeProvider.System).ExclusiveAsync(_scratch["v.lock"], giveUp.Token);
        await giveUp.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => inside);
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => outside);
        held.Dispose();
        (await _locks.ExclusiveAsync(_scratch["v.lock"], Cancellation)).Dispose();
    }

    [Fact]
    public async Task Says_once_after_a_second_that_it_waits()
    {
        var clock = new FakeTimeProvider();
        List<string> told = [];
        using FileLock held = await _locks.ExclusiveAsync(_scratch["v.lock"], Cancellation);
        using var giveUp = new CancellationTokenSource();
        Task<FileLock> waiting = new FileLocks(clock, told.Add).ExclusiveAsync(_scratch["v.lock"], giveUp.Token);
        Assert.Empty(told);
        for (int quarter = 0; quarter < 20; quarter++)
        {
            clock.Advance(TimeSpan.FromMilliseconds(250));
        }

        Assert.Equal([_scratch["v.lock"]], told);
        await giveUp.CancelAsync();
        _ = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task Names_a_missing_file_as_go_does()
    {
        SutlerException error = await Assert.ThrowsAsync<SutlerException>(() => _locks.SharedAsync(_scratch["none"], Cancellation));
        Assert.Equal($"open {_scratch["none"]}: no such file or directory", error.Message);
        Assert.True(error.IsNotExist);
    }

    [Theory]
    [InlineData("exclusive against exclusive", "-x", true, true)]
    [InlineData("exclusive against shared", "-x", false, true)]
    [InlineData("shared against exclusive", "-s", true, true)]
    [InlineData("shared against shared", "-s", false, false)]
    public async Task Waits_for_a_flock_of_another_process(string name, string theirs, bool oursExclusive, bool waits)
    {
        _ = name;
        Assert.SkipWhen(ExternalProgram.Find("flock") is null, "util-linux flock is not installed");
        string path = _scratch.Write("v.ziphash", "x");
        using Process other = ExternalProgram.Start("flock", [theirs, path, "sh", "-c", "echo locked; read line"]);
        _ = await other.StandardOutput.ReadLineAsync(Cancellation);
        Task<FileLock> ours = oursExclusive ? _locks.ExclusiveAsync(path, Cancellation) : _locks.SharedAsync(path, Cancellation);
        Assert.Equal(waits, !ours.IsCompleted);
        other.StandardInput.Close();
        await other.WaitForExitAsync(Cancellation);
        (await ours).Dispose();
    }

    [Theory]
    [InlineData("exclusive", true, "-xn", 1)]
    [InlineData("shared, they exclusive", false, "-xn", 1)]
    [InlineData("shared, they shared", false, "-sn", 0)]
    public async Task Makes_another_process_wait(string name, bool oursExclusive, string theirs, int expected)
    {
        _ = name;
        Assert.SkipWhen(ExternalProgram.Find("flock") is null, "util-linux flock is not installed");
        string path = _scratch.Write("v.ziphash", "x");
        using FileLock held = oursExclusive ? await _locks.ExclusiveAsync(path, Cancellation) : await _locks.SharedAsync(path, Cancellation);
        Assert.Equal(expected, (await ExternalProgram.RunAsync("flock", [theirs, path, "true"], Cancellation)).ExitCode);
        held.Dispose();
        Assert.Equal(0, (await ExternalProgram.RunAsync("flock", [theirs, path, "true"], Cancellation)).ExitCode);
    }

    [Fact]
    public async Task Reading_and_writing_a_file_takes_no_lock_by_itself()
    {
        Assert.SkipWhen(ExternalProgram.Find("flock") is null, "util-linux flock is not installed");
        string path = _scratch.Write("v.info", "x");
        using var open = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        Assert.Equal(0, (await ExternalProgram.RunAsync("flock", ["-xn", path, "true"], Cancellation)).ExitCode);
    }
}
