using System.Collections.Concurrent;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>A live display of the whole and of the oldest transfers; cleared when it ends.</summary>
internal sealed class BarProgress : ProgressDisplay
{
    private const int ShownTransfers = 5;

    /// <summary>A run that finds everything in the cache is over before anything would flicker.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ProgressTally _tally = new();
    private readonly ConcurrentQueue<string> _messages = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CommandContext _context;
    private readonly LiveArea _area;
    private readonly Task _display;

    /// <summary>Begins to show on the context's standard error, which must be a terminal.</summary>
    public BarProgress(CommandContext context)
    {
        _context = context;
        _area = new LiveArea(context.Error);
        _display = Task.Run(ShowAsync);
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => _messages.Enqueue(line);

    /// <inheritdoc/>
    public override void Planned(int modules) => _tally.Planned(modules);

    /// <inheritdoc/>
    public override void Started(ModuleId module, ModuleFileKind kind, long? length) => _tally.Started(module, kind, length);

    /// <inheritdoc/>
    public override void Received(ModuleId module, ModuleFileKind kind, int bytes) => _tally.Received(module, kind, bytes);

    /// <inheritdoc/>
    public override void Finished(ModuleId module, ModuleFileKind kind, long bytes) => _tally.Finished(module, kind);

    /// <inheritdoc/>
    public override void Published(ModuleId module, bool cached) => _tally.Published(module, cached);

    /// <inheritdoc/>
    public override void Failed(ModuleId module, string error) => _tally.Failed(module);

    /// <summary>Clears the display and prints the messages it had not shown yet.</summary>
    protected override async ValueTask EndAsync()
    {
        await _ended.CancelAsync();
        await _display;
        _ended.Dispose();
    }

    private async Task ShowAsync()
    {
        try
        {
            await RefreshAsync();
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
        }
        catch (IOException)
        {
            // The terminal is gone; the download goes on without it.
            return;
        }

        Clear();
    }

    private async Task RefreshAsync()
    {
        var rate = new TransferRate(_context.Time);
        rate.Update(0);
        await Task.Delay(Delay, _context.Time, _ended.Token);
        using var timer = new PeriodicTimer(Interval, _context.Time);
        do
        {
            var snapshot = _tally.Snapshot(ShownTransfers);
            // The last column stays free: writing there makes some terminals wrap.
            _area.Draw(TakeMessages(), ProgressText.Lines(snapshot, rate.Update(snapshot.Bytes), _context.TerminalWidth() - 1));
        }
        while (await timer.WaitForNextTickAsync(_ended.Token));
    }

    private void Clear()
    {
        try
        {
            _area.Clear(TakeMessages());
        }
        catch (IOException)
        {
            // Nobody can be told that the terminal is gone.
        }
    }

    private IEnumerable<string> TakeMessages()
    {
        while (_messages.TryDequeue(out var message))
        {
            yield return message;
        }
    }
}
