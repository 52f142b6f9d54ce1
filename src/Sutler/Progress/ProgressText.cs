using System.Globalization;
using System.Text;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>The words and numbers of the displays, safe to print on a terminal.</summary>
internal static class ProgressText
{
    private static readonly string[] Units = ["kB", "MB", "GB", "TB"];

    /// <summary>What is printed when a module has come over the network, for logs.</summary>
    public static string Downloaded(ModuleId module) => $"downloaded {Safe(module.ToString())}";

    /// <summary>What is printed when a module fails: the first line of the error; the whole follows when the command ends.</summary>
    public static string Failed(ModuleId module, string error) => $"failed {Safe(module.ToString())}: {FirstLine(error)}";

    /// <summary>What is printed when an attempt failed and another follows.</summary>
    /// <param name="name">A module's file, or a URL without a password.</param>
    /// <param name="retry">The attempt that follows.</param>
    public static string Retrying(string name, PendingRetry retry) => $"retrying {Safe(name)} in {Seconds(retry.Left)}: {retry.Reason} (attempt {retry.Attempt})";

    /// <summary>What is printed when a file goes on in the middle.</summary>
    public static string Resumed(string name, long kept, long? length) =>
        $"resumed {Safe(name)} at {Size(kept)}{(length is { } bytes ? $" of {Size(bytes)}" : "")}";

    /// <summary>The closing line.</summary>
    public static string Summary(ProgressSnapshot end, TimeSpan elapsed)
    {
        var line = new StringBuilder($"{end.Downloaded} downloaded ({Size(end.Bytes)}), {end.Cached} cached, {end.Failed} failed");
        line.Append(end.Retries == 0 ? "" : $", {end.Retries} retried").Append(end.Resumes == 0 ? "" : $", {end.Resumes} resumed");
        line.Append($" in {Seconds(elapsed)}");
        return line.Append(end.Slowest.Count == 0 ? "" : "; slowest: ")
            .AppendJoin(", ", end.Slowest.Select(slow => $"{Safe(slow.Module.ToString())} {Seconds(slow.Time)}")).ToString();
    }

    /// <summary>A transfer's name: the module, and the file if it is not the zip.</summary>
    public static string Name(ModuleId module, ModuleFileKind kind) =>
        kind == ModuleFileKind.Zip ? module.ToString() : $"{module} (.{Extension(kind)})";

    /// <summary>The extension of a file in the cache, without its dot.</summary>
    public static string Extension(ModuleFileKind kind) => kind switch
    {
        ModuleFileKind.GoMod => "mod",
        ModuleFileKind.Info => "info",
        _ => "zip",
    };

    /// <summary>Why an attempt failed, without the URL that is shown beside it: one line, safe to print.</summary>
    public static string Reason(string message)
    {
        var cut = message.StartsWith("Get \"", StringComparison.Ordinal) ? message.IndexOf("\": ", StringComparison.Ordinal) + 1
            : message.StartsWith("reading ", StringComparison.Ordinal) ? message.IndexOf(": ", StringComparison.Ordinal) : 0;
        return FirstLine(cut > 0 ? message[(cut + 2)..] : message);
    }

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

        return $"{value.ToString("0.0", CultureInfo.InvariantCulture)} {Units[unit]}";
    }

    /// <summary>A time, to a tenth of a second.</summary>
    public static string Seconds(TimeSpan time) => $"{time.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture)} s";

    /// <summary>Names come from strangers' go.mod files, reasons from servers: nothing in them may steer the terminal.</summary>
    public static string Safe(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        for (var i = 0; i < source.Length; i++)
        {
            target[i] = char.IsControl(source[i]) || source[i] is '\u2028' or '\u2029' || char.IsSurrogate(source[i])
                || char.GetUnicodeCategory(source[i]) == UnicodeCategory.Format ? '?' : source[i];
        }
    });

    private static string FirstLine(string text)
    {
        var end = text.AsSpan().IndexOfAny('\r', '\n');
        return Safe(end < 0 ? text : text[..end]);
    }
}
