using System.Diagnostics;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Scripts.Oracle;

/// <summary>go and Sutler in one cache at the same time, and killed at any moment.</summary>
public sealed class SharedCacheTests(ScriptWorld world)
{
    private const int Rounds = 4;
    private const int EachTool = 4;
    private const int Kills = 200;
    private const int KillsInARound = 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Four_of_each_fill_one_cache_together()
    {
        using var alone = Small();
        Assert.Equal(0, (await alone.RunAsync(Token, "mod", "download")).ExitCode);
        for (var round = 0; round < Rounds; round++)
        {
            using var shared = Small();
            var started = Enumerable.Range(0, 2 * EachTool)
                .Select(i => shared.Start(i % 2 == 0 ? world.Settings.SutlerPath : Corpus.Go, "mod", "download"))
                .ToList();
            foreach (var process in started)
            {
                await FinishAsync(process, $"round {round}");
            }

            await FinishAsync(shared.Start(null, "mod", "verify"), $"verify after round {round}");
            Assert.Equal("", CacheTree.Difference(alone.Cache, shared.Cache));
            Assert.Equal(alone.GoSum, shared.GoSum);
        }
    }

    [Fact]
    public async Task A_kill_at_any_moment_leaves_a_cache_that_both_tools_finish()
    {
        const int seed = 20240607;
        var random = new Random(seed);
        var cold = await ColdTimeAsync();
        using var run = ToolRun.Tiny(Corpus.Go);
        for (var (kill, tries) = (0, 0); kill < Kills;)
        {
            for (var last = kill + KillsInARound; kill < last; tries++)
            {
                Assert.True(tries < 10 * Kills, "hardly any process could be killed before it ended");
                if (await KillAfterAsync(run.Start(world.Settings.SutlerPath, "mod", "download"), cold * random.NextDouble()))
                {
                    kill++;
                }
                else
                {
                    TestFiles.DeleteTree(run.Cache); // it finished: the next one starts with an empty cache
                }
            }

            // Go first and Sutler first in turn; each must be content with what the killed ones left.
            var finishers = (kill / KillsInARound) % 2 == 0 ? new[] { Corpus.Go, world.Settings.SutlerPath } : [world.Settings.SutlerPath, Corpus.Go];
            foreach (var program in finishers)
            {
                await FinishAsync(run.Start(program, "mod", "download"), $"seed {seed}, after kill {kill}, {Path.GetFileName(program)}");
            }

            await FinishAsync(run.Start(Corpus.Go, "mod", "verify"), $"seed {seed}, verify after kill {kill}");
            Assert.DoesNotContain(CacheTree.Read(run.Cache), line => line.EndsWith(".partial", StringComparison.Ordinal));
            TestFiles.DeleteTree(run.Cache);
        }
    }

    private static ToolRun Small() =>
        new(Corpus.Go, Path.Combine(Corpus.Debian, "apps", "small"), Path.Combine(Corpus.Debian, "goproxy"));

    private static async Task FinishAsync(Process process, string when)
    {
        using (process)
        {
            var error = process.StandardError.ReadToEndAsync(Token);
            var output = process.StandardOutput.ReadToEndAsync(Token);
            await process.WaitForExitAsync(Token);
            Assert.True(process.ExitCode == 0, $"{when}: exit {process.ExitCode}\n{await output}{await error}");
        }
    }

    private async Task<TimeSpan> ColdTimeAsync()
    {
        using var run = ToolRun.Tiny(Corpus.Go);
        var clock = Stopwatch.StartNew();
        await FinishAsync(run.Start(world.Settings.SutlerPath, "mod", "download"), "cold run");
        return clock.Elapsed;
    }

    /// <summary>Whether it had to be killed.</summary>
    private static async Task<bool> KillAfterAsync(Process process, TimeSpan time)
    {
        using (process)
        using (var limit = CancellationTokenSource.CreateLinkedTokenSource(Token))
        {
            limit.CancelAfter(time);
            try
            {
                await process.WaitForExitAsync(limit.Token);
                return false;
            }
            catch (OperationCanceledException) when (!Token.IsCancellationRequested)
            {
                process.Kill(); // SIGKILL
                await process.WaitForExitAsync(Token);
                return true;
            }
        }
    }
}
