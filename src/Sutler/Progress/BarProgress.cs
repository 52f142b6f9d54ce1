using System.Collections.Concurrent;
using Sutler.Terminals;

namespace Sutler.Progress;

/// <summary>A live display of the whole and of the transfers under way; when it ends it is cleared, and a summary stays.</summary>
internal sealed class BarProgress : TalliedProgress
{
    private const int ShownTransfers = 6;

    /// <summary>A run that finds everything in the cache is over before anything would flicker.</summary>
    private static readonly TimeSpan Delay = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    private readonly ConcurrentQueue<string> _messages = new();
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationToken _stopping;
    private readonly CommandContext _context;
    private readonly LiveArea _area;

    // Held while something is written: by the display, or by who takes it away.
    private readonly Lock _writing = new();
    private readonly Task _display;
    private readonly bool _summarize;
    private bool _shown;

    /// <summary>Begins to show on the context's standard error, which must be a terminal; a summary stays.</summary>
    public BarProgress(CommandContext context, CancellationToken cancellationToken)
        : this(context, summarize: true, cancellationToken)
    {
    }

    /// <summary>Begins to show on the context's standard error, which must be a terminal.</summary>
    /// <param name="context">The process.</param>
    /// <param name="summarize">Whether a line stays that tells what was downloaded.</param>
    /// <param name="cancellationToken">Tells that the run is being stopped.</param>
    public BarProgress(CommandContext context, bool summarize, CancellationToken cancellationToken)
        : base(context.Time)
    {
        _summarize = summarize;
        _context = context;
        _stopping = cancellationToken;
        _area = new LiveArea(context.Error);
        context.Handover.TakeAway = Clear;
        _display = Task.Run(ShowAsync, CancellationToken.None);
    }

    /// <inheritdoc/>
    public override void WriteLine(string line) => _messages.Enqueue(line);

    /// <summary>Clears the display and prints the messages it had not shown yet, and the summary if the run was more than a look into the cache.</summary>
    protected override async ValueTask EndAsync()
    {
        var end = Tally.Snapshot(transfers: 0);
        await _ended.CancelAsync();
        await _display;
        if (_summarize && !_stopping.IsCancellationRequested && (end.Downloaded > 0 || (_shown && end.Ended > 0)))
        {
            _messages.Enqueue(ProgressText.Summary(end, Elapsed));
        }

        _context.Handover.TakeAway = null;
        Clear();
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
        }
    }

    private async Task RefreshAsync()
    {
        var pace = new PaceMeter(_context.Time);
        pace.Update(new ProgressSnapshot());
        await Task.Delay(Delay, _context.Time, _ended.Token);
        using var timer = new PeriodicTimer(Interval, _context.Time);
        do
        {
            Show(pace, _context.TerminalSize());
            _shown = true;
        }
        while (await timer.WaitForNextTickAsync(_ended.Token));
    }

    private void Show(PaceMeter pace, TerminalSize size)
    {
        var now = Tally.Snapshot(ShownTransfers);
        var lines = LiveText.Fitting(now, pace.Update(now), size);
        lock (_writing)
        {
            if (_context.Handover.IsAway)
            {
                return;
            }

            if (!_context.OwnsTerminal())
            {
                _area.Clear(TakeMessages());
            }
            else if (_stopping.IsCancellationRequested)
            {
                _area.Rest(TakeMessages(), LiveText.Stopping(size.Columns - 1));
            }
            else
            {
                _area.Draw(TakeMessages(), lines);
            }
        }
    }

    private void Clear()
    {
        try
        {
            lock (_writing)
            {
                _area.Clear(TakeMessages());
            }
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
