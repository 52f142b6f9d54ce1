using System.Globalization;
using Sutler.Progress;
using Sutler.Server.Operations;

namespace Sutler.Operating;

/// <summary>A server's status for people: a line for each thing it does. Pure.</summary>
internal static class StatusText
{
    /// <summary>The lines; nothing in them can steer a terminal.</summary>
    /// <param name="server">Where the server is.</param>
    /// <param name="now">Its status.</param>
    /// <param name="before">An earlier one, for what goes on at the moment; null to say nothing about that.</param>
    public static IReadOnlyList<string> Lines(string server, ServerStatus now, ServerStatus? before)
    {
        List<string> lines =
        [
            $"server    {server}, sutler {now.Version}, up {Duration(now.UptimeSeconds)}, {(now.NotReady is { } reason ? "not ready: " + reason : "ready")}",
            $"requests  {Count(now.Requests.Total, "answered")}, {Count(now.Requests.Active, "active")}, {Count(now.Requests.Broken, "broken off")}, {ProgressText.Size(now.Requests.SentBytes)} sent",
        ];
        if (before is not null && before.StartedAt == now.StartedAt && now.UptimeSeconds > before.UptimeSeconds)
        {
            lines.Add(Pace(now, before));
        }

        lines.Add($"answers   {Answers(now.Requests)}");
        if (now.Store is { } store)
        {
            lines.Add($"store     {Count(store.Files, "files")}, {Count(store.Answers, "lists and other answers")}, {ProgressText.Size(store.Bytes)}");
            lines.Add($"checked   {(store.LastScrub is { } scrub ? Scrub(scrub) : "nothing yet")}");
            lines.Add($"fetches   {Count(store.Fetching, "under way")}, {Count(store.Waiting, "waiting")}");
            lines.Add($"sources   {Sources(store)}");
        }

        return [.. lines.Select(ProgressText.Safe)];
    }

    private static string Pace(ServerStatus now, ServerStatus before)
    {
        var seconds = now.UptimeSeconds - before.UptimeSeconds;
        var requests = (now.Requests.Total - before.Requests.Total) / seconds;
        var bytes = (now.Requests.SentBytes - before.Requests.SentBytes) / seconds;
        return $"now       {requests.ToString("0.0", CultureInfo.InvariantCulture)} requests/s, {ProgressText.Size((long)bytes)}/s";
    }

    private static string Answers(RequestStatus requests)
    {
        var causes = string.Join(", ", requests.Causes.OrderByDescending(static cause => cause.Value).ThenBy(static cause => cause.Key, StringComparer.Ordinal).Select(static cause => Count(cause.Value, cause.Key)));
        return requests.HitRate is { } rate ? $"{(rate * 100).ToString("0.0", CultureInfo.InvariantCulture)}% were here; {causes}" : causes.Length > 0 ? causes : "none yet";
    }

    private static string Scrub(ScrubStatus scrub)
    {
        var time = scrub.At.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
        var unreadable = scrub.Unreadable > 0 ? $", {Count(scrub.Unreadable, "unreadable")}" : "";
        return $"{Count(scrub.Files, "files")} ({ProgressText.Size(scrub.Bytes)}) until {time} UTC, {Count(scrub.Damaged, "damaged")}{unreadable}";
    }

    private static string Sources(StoreStatus store) => store switch
    {
        { Offline: true } => "none (offline)",
        { Resting.Count: > 0 } => $"{store.Upstream}; left alone for a while after failures: {string.Join(", ", store.Resting)}",
        _ => store.Upstream,
    };

    private static string Count(long count, string what) => string.Create(CultureInfo.InvariantCulture, $"{count} {what}");

    private static string Duration(double seconds) => seconds switch
    {
        < 120 => string.Create(CultureInfo.InvariantCulture, $"{seconds:0} s"),
        < 7200 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 60):0} min"),
        < 172_800 => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 3600):0} h"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(seconds / 86_400):0} d"),
    };
}
