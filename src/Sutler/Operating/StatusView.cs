using Sutler.Errors;
using Sutler.Progress;
using Sutler.Server.Operations;

namespace Sutler.Operating;

/// <summary>Shows a server's status over and over until it is told to stop: on a terminal in one place that is cleared in the end.</summary>
internal sealed class StatusView(StatusClient client, string server, CommandContext context)
{
    private static readonly TimeSpan LiveInterval = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PrintInterval = TimeSpan.FromSeconds(10);
    private readonly LiveArea _area = new(context.Error);
    private readonly Lock _writing = new();

    /// <summary>Draws on standard error, which must be a terminal. A server that does not answer for a while is no reason to end.</summary>
    public async Task DrawAsync(ServerStatus first, CancellationToken cancellationToken)
    {
        context.Handover.TakeAway = Clear;
        try
        {
            Draw(StatusText.Lines(server, first, before: null));
            ServerStatus before = first;
            await foreach (var (status, failure) in PollAsync(LiveInterval, cancellationToken))
            {
                Draw(status is not null ? StatusText.Lines(server, status, before) : [ProgressText.Safe($"server    {server}: {failure}")]);
                before = status ?? before;
            }
        }
        finally
        {
            context.Handover.TakeAway = null;
            Clear();
        }
    }

    /// <summary>Prints to standard output, one status below the other.</summary>
    /// <param name="first">The status that is known already.</param>
    /// <param name="write">Writes one, with the one before it.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task PrintAsync(ServerStatus first, Action<ServerStatus, ServerStatus?> write, CancellationToken cancellationToken)
    {
        write(first, null);
        await context.Output.FlushAsync(CancellationToken.None);
        var before = first;
        await foreach (var (status, failure) in PollAsync(PrintInterval, cancellationToken))
        {
            if (status is null)
            {
                await context.Error.WriteLineAsync(TerminalText.Clean($"sutler: status: {failure}"));
                continue;
            }

            write(status, before);
            await context.Output.FlushAsync(CancellationToken.None);
            before = status;
        }
    }

    private async IAsyncEnumerable<(ServerStatus? Status, string? Failure)> PollAsync(
        TimeSpan interval, [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            (ServerStatus? Status, string? Failure) polled;
            try
            {
                await Task.Delay(interval, context.Time, cancellationToken);
                polled = (await client.ReadAsync(cancellationToken), null);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                yield break;
            }
            catch (SutlerException failure)
            {
                polled = (null, failure.Message);
            }

            yield return polled;
        }
    }

    // The last column stays free, for writing there makes some terminals wrap, and a row for the cursor.
    private void Draw(IReadOnlyList<string> lines)
    {
        var size = context.TerminalSize();
        lock (_writing)
        {
            if (!context.Handover.IsAway)
            {
                _area.Draw([], context.OwnsTerminal() ? [.. lines.Take(size.Rows - 1).Select(line => Columns.Crop(line, size.Columns - 1))] : []);
            }
        }
    }

    private void Clear()
    {
        try
        {
            lock (_writing)
            {
                _area.Clear([]);
            }
        }
        catch (IOException)
        {
            // Nobody can be told that the terminal is gone.
        }
    }
}
