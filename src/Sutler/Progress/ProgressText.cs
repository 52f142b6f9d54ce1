using System.Text;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>The words and numbers of the displays, safe to print on a terminal.</summary>
internal static class ProgressText
{
    private const int BarWidth = 24;

    private static readonly string[] Units = ["kB", "MB", "GB", "TB"];

    /// <summary>Lines of the live display, each at most <paramref name="width"/> columns: the whole, then the transfers under way.</summary>
    /// <param name="snapshot">The numbers.</param>
    /// <param name="bytesPerSecond">How fast bytes arrive now.</param>
    /// <param name="width">Columns that may be used.</param>
    public static IReadOnlyList<string> Lines(ProgressSnapshot snapshot, long bytesPerSecond, int width)
    {
        var lines = new List<string> { Overall(snapshot, bytesPerSecond) };
        lines.AddRange(snapshot.Active.Select(Transfer));
        if (snapshot.ActiveCount > snapshot.Active.Count)
        {
            lines.Add($"  and {snapshot.ActiveCount - snapshot.Active.Count} more");
        }

        return [.. lines.Select(line => Crop(line, width))];
    }

    /// <summary>What is printed when a module ends, for logs.</summary>
    public static string Published(ModuleId module, bool cached) => $"{(cached ? "cached" : "downloaded")} {Safe(module.ToString())}";

    /// <summary>What is printed when a module fails: the first line of the error; the whole follows when the command ends.</summary>
    public static string Failed(ModuleId module, string error)
    {
        var end = error.AsSpan().IndexOfAny('\r', '\n');
        return $"failed {Safe(module.ToString())}: {Safe(end < 0 ? error : error[..end])}";
    }

    /// <summary>The closing line.</summary>
    public static string Summary(ProgressSnapshot snapshot, TimeSpan elapsed) =>
        $"{snapshot.Downloaded} downloaded ({Size(snapshot.Bytes)}), {snapshot.Cached} cached, {snapshot.Failed} failed in {elapsed.TotalSeconds:0.0}s";

    /// <summary>The extension of a file in the cache, without its dot.</summary>
    public static string Extension(ModuleFileKind kind) => kind switch
    {
        ModuleFileKind.GoMod => "mod",
        ModuleFileKind.Info => "info",
        _ => "zip",
    };

    /// <summary>A number of bytes, in powers of 1000.</summary>
    public static string Size(long bytes)
    {
        if (bytes < 1000)
        {
            return $"{bytes} B";
        }

        var value = bytes / 1000.0;
        var unit = 0;
        // 999.95 would print as 1000.0.
        for (; value >= 999.95 && unit < Units.Length - 1; unit++)
        {
            value /= 1000;
        }

        return $"{value:0.0} {Units[unit]}";
    }

    private static string Overall(ProgressSnapshot snapshot, long bytesPerSecond)
    {
        var line = new StringBuilder();
        var planned = Math.Max(snapshot.Planned, snapshot.Ended);
        var filled = planned == 0 ? 0 : (int)((long)snapshot.Ended * BarWidth / planned);
        line.Append('[').Append('=', filled).Append(' ', BarWidth - filled).Append("] ");
        line.Append($"{snapshot.Ended}/{planned} modules");
        line.Append($"  {Size(snapshot.Bytes)}  {Size(bytesPerSecond)}/s");
        return snapshot.Failed == 0 ? line.ToString() : line.Append($"  {snapshot.Failed} failed").ToString();
    }

    private static string Transfer(ActiveTransfer transfer)
    {
        var total = transfer.Length is { } length ? $" of {Size(length)}" : "";
        return $"  {Safe(transfer.Module.ToString())}.{Extension(transfer.Kind)}  {Size(transfer.Received)}{total}";
    }

    private static string Crop(string line, int width) => line.Length <= width ? line : width <= 3 ? line[..Math.Max(0, width)] : line[..(width - 3)] + "...";

    /// <summary>Names come from strangers' go.mod files: nothing in them may steer the terminal.</summary>
    private static string Safe(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' || char.IsSurrogate(source[i])
                || char.GetUnicodeCategory(source[i]) == System.Globalization.UnicodeCategory.Format ? '?' : source[i];
        }
    });
}
