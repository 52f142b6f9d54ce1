using System.Text;
using Sutler.Terminals;

namespace Sutler.Progress;

/// <summary>The lines of the live display.</summary>
internal static class LiveText
{
    private const int OverallBar = 24;

    /// <summary>A shorter bar tells nothing; the numbers behind it do.</summary>
    private const int ShortestBar = 8;
    private const int TransferBar = 10;
    private const int ShortestName = 16;

    /// <summary>Names are longer, but what is behind them must be seen on 80 columns; only the end of a URL tells anything.</summary>
    private const int LongestUrl = 40;

    /// <summary>A terminal that is made narrower than this is not read any more.</summary>
    private const int Narrowest = 30;

    /// <summary>
    /// As many lines as still fit on the terminal when it is made narrow: it wraps what stands there, and what it then pushes out at the
    /// top stays in its history for good.
    /// </summary>
    public static IReadOnlyList<string> Fitting(ProgressSnapshot now, ProgressPace pace, TerminalSize size)
    {
        // The last column stays free, for writing there makes some terminals wrap, and a row for the cursor.
        var (width, room) = (size.Columns - 1, size.Rows - 1);
        for (var rows = room; ; rows--)
        {
            var lines = Lines(now, pace, width, rows);
            if (lines.Count <= 1 || lines.Sum(static line => ((Columns.Of(line) - 1) / Narrowest) + 1) <= room)
            {
                return lines;
            }
        }
    }

    /// <summary>The whole, then requests and transfers under way; at most <paramref name="rows"/> lines of at most <paramref name="width"/> columns.</summary>
    /// <param name="now">The numbers.</param>
    /// <param name="pace">How fast they grow.</param>
    /// <param name="width">Columns that may be used.</param>
    /// <param name="rows">Lines that may be used.</param>
    public static IReadOnlyList<string> Lines(ProgressSnapshot now, ProgressPace pace, int width, int rows)
    {
        var details = now.Requests.Select(request => (Name: Columns.FromEnd(ProgressText.Safe(request.Url), LongestUrl), State: (Func<int, string>)(_ => Retry(request.Retry))))
            .Concat(now.Active.Select(transfer => (Name: ProgressText.Safe(ProgressText.Name(transfer.Module, transfer.Kind)), State: (Func<int, string>)(columns => State(transfer, columns)))))
            .ToList();
        var hidden = now.ActiveCount - now.Active.Count;
        var room = Math.Max(0, rows - 1);
        if (details.Count > room || hidden > 0)
        {
            room = Math.Max(0, room - 1);
        }

        var shown = details.Take(room).ToList();
        var names = shown.Count == 0 ? 0 : Math.Min(shown.Max(detail => Columns.Of(detail.Name)), Math.Max(ShortestName, (width / 2) - 2));
        var states = width - names - 4;
        List<string> lines = [Overall(now, pace, width), .. shown.Select(detail => $"  {Columns.Fit(detail.Name, names)}  {detail.State(states)}".TrimEnd())];
        hidden += details.Count - shown.Count;
        if (hidden > 0)
        {
            lines.Add($"  and {hidden} more");
        }

        return [.. lines.Take(rows).Select(line => Columns.Crop(line, width))];
    }

    /// <summary>What is shown once the run has been asked to stop. The <c>^C</c> that a terminal echoes has room before it.</summary>
    public static string Stopping(int width) => Columns.Crop("    stopping; Ctrl-C again ends at once", width);

    // Modules differ in size by a factor of a thousand: the bar is of bytes as soon as it is known about how many there will be.
    private static string Overall(ProgressSnapshot now, ProgressPace pace, int width)
    {
        var planned = Math.Max(now.Planned, now.Ended);
        var (done, all) = now.BytesExpected is { } expected && now.Bytes + expected > 0 ? (now.Bytes, now.Bytes + expected) : (now.Ended, planned);
        var numbers = Numbers(now, pace, planned);
        var columns = Math.Min(OverallBar, width - numbers.Length - 3);
        return columns < ShortestBar ? numbers : $"{Bar(done, all, columns)} {numbers}";
    }

    private static string Numbers(ProgressSnapshot now, ProgressPace pace, int planned)
    {
        var line = new StringBuilder($"{now.Ended}/{planned} modules  {ProgressText.Size(now.Bytes)}");
        line.Append(now.BytesLeft is { } left ? $" of {ProgressText.Size(now.Bytes + left)}" : "");
        line.Append($"  {ProgressText.Size(pace.BytesPerSecond)}/s");
        line.Append(pace.Left is { } time ? $"  {Left(time)} left" : "");
        line.Append(now.Failed == 0 ? "" : $"  {now.Failed} failed");
        return line.Append(now.Retries == 0 ? "" : $"  {now.Retries} retried").ToString();
    }

    private static string State(ActiveTransfer transfer, int columns) => transfer switch
    {
        { Retry: { } retry } => Retry(retry),
        { State: TransferState.Waiting } => "waiting",
        { State: TransferState.Received } => $"{ProgressText.Size(transfer.Received)} received",
        _ => Moving(transfer, columns),
    };

    private static string Moving(ActiveTransfer transfer, int columns)
    {
        var line = new StringBuilder();
        if (transfer.Length is > 0 and var length)
        {
            var received = Math.Min(transfer.Received, length);
            var numbers = $"{received * 100 / length,3}%  {ProgressText.Size(transfer.Received)} of {ProgressText.Size(length)}";
            line.Append(numbers.Length + TransferBar + 3 > columns ? numbers : $"{Bar(received, length, TransferBar)} {numbers}");
        }
        else
        {
            line.Append(ProgressText.Size(transfer.Received));
        }

        return line.Append(transfer.ResumedAt is { } kept ? $", resumed at {ProgressText.Size(kept)}" : "").ToString();
    }

    private static string Retry(PendingRetry retry) => retry.Left > TimeSpan.Zero
        ? $"retrying in {ProgressText.Seconds(retry.Left)}: {retry.Reason} (attempt {retry.Attempt})"
        : $"trying again: {retry.Reason} (attempt {retry.Attempt})";

    private static string Bar(long done, long all, int columns)
    {
        var filled = all == 0 ? 0 : (int)(done * columns / all);
        return $"[{new string('=', filled)}{new string(' ', columns - filled)}]";
    }

    private static string Left(TimeSpan time) => time switch
    {
        { TotalSeconds: < 100 } => $"{Math.Ceiling(time.TotalSeconds):0} s",
        { TotalMinutes: < 100 } => $"{Math.Ceiling(time.TotalMinutes):0} min",
        _ => $"{Math.Ceiling(time.TotalHours):0} h",
    };
}
