using Sutler.GoModules;
using Xunit;

namespace Sutler.Tests.Modules;

public sealed class OnceMapTests
{
    private readonly OnceMap<string, int> _map = new();

    [Fact]
    public async Task Makes_a_value_once_for_all_who_ask_at_the_same_time()
    {
        var gate = new TaskCompletionSource();
        var made = 0;
        var asked = Enumerable.Range(0, 100).Select(_ => _map.GetAsync("a", MakeAsync, CancellationToken.None)).ToArray();
        gate.SetResult();

        Assert.All(await Task.WhenAll(asked), value => Assert.Equal(42, value));
        Assert.Equal(42, await _map.GetAsync("a", MakeAsync, CancellationToken.None));
        Assert.Equal(1, made);

        async Task<int> MakeAsync(CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref made);
            await gate.Task;
            return 42;
        }
    }

    [Fact]
    public async Task Makes_a_value_for_each_key()
    {
        Assert.Equal(1, await _map.GetAsync("a", _ => Task.FromResult(1), CancellationToken.None));
        Assert.Equal(2, await _map.GetAsync("b", _ => Task.FromResult(2), CancellationToken.None));
    }

    [Fact]
    public async Task Makes_a_value_anew_where_nothing_is_to_be_remembered()
    {
        var forgetful = new OnceMap<string, int>(remembers: false);
        var gate = new TaskCompletionSource();
        var made = 0;
        var asked = Enumerable.Range(0, 100).Select(_ => forgetful.GetAsync("a", MakeAsync, CancellationToken.None)).ToArray();
        gate.SetResult();

        Assert.All(await Task.WhenAll(asked), value => Assert.Equal(1, value));
        Assert.Equal(2, await forgetful.GetAsync("a", MakeAsync, CancellationToken.None));
        await Assert.ThrowsAsync<FormatException>(() => forgetful.GetAsync("b", _ => Task.FromException<int>(new FormatException("no")), CancellationToken.None));
        Assert.Equal(3, await forgetful.GetAsync("b", MakeAsync, CancellationToken.None));

        async Task<int> MakeAsync(CancellationToken cancellationToken)
        {
            var number = Interlocked.Increment(ref made);
            await gate.Task;
            return number;
        }
    }

    [Fact]
    public async Task Remembers_a_failure_and_tells_it_to_all()
    {
        var made = 0;
        Task<int> FailAsync(CancellationToken cancellationToken)
        {
            made++;
            return Task.FromException<int>(new FormatException("no"));
        }

        for (var i = 0; i < 3; i++)
        {
            await Assert.ThrowsAsync<FormatException>(() => _map.GetAsync("a", FailAsync, CancellationToken.None));
        }

        Assert.Equal(1, made);
    }

    [Fact]
    public async Task Goes_on_for_the_others_when_the_first_gives_up()
    {
        var gate = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        var first = _map.GetAsync("a", MakeAsync, impatient.Token);
        var second = _map.GetAsync("a", MakeAsync, CancellationToken.None);

        await impatient.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        gate.SetResult();

        Assert.Equal(7, await second);

        async Task<int> MakeAsync(CancellationToken cancellationToken)
        {
            await gate.Task.WaitAsync(cancellationToken);
            return 7;
        }
    }

    [Fact]
    public async Task Stops_and_forgets_work_that_nobody_waits_for()
    {
        var isStopped = new TaskCompletionSource();
        using var impatient = new CancellationTokenSource();
        var only = _map.GetAsync("a", WaitForeverAsync, impatient.Token);
        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => only);
        await isStopped.Task;
        Assert.Equal(3, await _map.GetAsync("a", _ => Task.FromResult(3), CancellationToken.None));

        async Task<int> WaitForeverAsync(CancellationToken cancellationToken)
        {
            try
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
                return 0;
            }
            finally
            {
                isStopped.SetResult();
            }
        }
    }
}
