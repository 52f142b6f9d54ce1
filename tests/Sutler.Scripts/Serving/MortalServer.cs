using System.Diagnostics;

namespace Sutler.Scripts.Serving;

/// <summary>A server that is killed and started again over the same data; clients wait for it in between.</summary>
/// <param name="start">Starts it.</param>
public sealed class MortalServer(Func<Task<RunningServe>> start) : IAsyncDisposable
{
    private readonly List<TimeSpan> _starts = [];
    private TaskCompletionSource<string> _url = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningServe? _running;

    /// <summary>How long each start took, from the start of the process to its first answer.</summary>
    public IReadOnlyList<TimeSpan> Starts => _starts;

    /// <summary>What the process that runs has said.</summary>
    public string Said => _running?.Said ?? "";

    /// <summary>Where it is, once it is there.</summary>
    public Task<string> UrlAsync() => Volatile.Read(ref _url).Task;

    /// <summary>Starts it and waits for its first answer.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var watch = Stopwatch.GetTimestamp();
        _running = await start();
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false });
        using (var ready = await http.GetAsync($"http://127.0.0.1:{_running.Port}/readyz", cancellationToken))
        {
            ready.EnsureSuccessStatusCode();
        }

        _starts.Add(Stopwatch.GetElapsedTime(watch));
        _url.SetResult(_running.Url);
    }

    /// <summary>Kills it; whoever wants it waits from now on.</summary>
    public async Task KillAsync()
    {
        Volatile.Write(ref _url, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _running!.KillAsync();
    }

    /// <summary>Ends it in good order.</summary>
    public async Task StopAsync()
    {
        Volatile.Write(ref _url, new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously));
        await _running!.DisposeAsync();
        _running = null;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }
    }
}
