using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Go.Prune;
using Sutler.Progress;

namespace Sutler.Output;

/// <summary>What <c>cache prune</c> found and did, for people and for programs. The form is documented in docs/reference/cache-prune.md.</summary>
/// <param name="root">GOMODCACHE.</param>
/// <param name="applied">Whether anything was to be removed, or only told.</param>
internal sealed class PruneReport(string root, bool applied)
{
    private static readonly JsonWriterOptions JsonForm = new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whether the run was ended before it had reached every item; those are not told of.</summary>
    public bool IsInterrupted { get; set; }

    /// <summary>A line for each item and one for all.</summary>
    public string Text(IReadOnlyList<PruneResult> results)
    {
        var text = new StringBuilder();
        foreach (var result in results)
        {
            var reason = result.Reason.Length > 0 ? $": {result.Reason}" : "";
            text.Append($"{Verb(result.Outcome),-12} {ProgressText.Size(result.Item.Bytes),9}  {Subject(result.Item)}{reason}\n");
        }

        return text.Append(Total(results)).Append('\n').ToString();
    }

    /// <summary>One JSON object.</summary>
    public string Json(IReadOnlyList<PruneResult> results)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, JsonForm))
        {
            writer.WriteStartObject();
            writer.WriteString("cache", root);
            writer.WriteBoolean("applied", applied);
            if (IsInterrupted)
            {
                writer.WriteBoolean("interrupted", true);
            }

            writer.WriteStartArray("items");
            foreach (var result in results)
            {
                WriteItem(writer, result);
            }

            writer.WriteEndArray();
            writer.WriteNumber(applied ? "bytesRemoved" : "bytesToRemove", Bytes(results, Goal));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private PruneOutcome Goal => applied ? PruneOutcome.Removed : PruneOutcome.Planned;

    private static void WriteItem(Utf8JsonWriter writer, PruneResult result)
    {
        var item = result.Item;
        writer.WriteStartObject();
        writer.WriteString("kind", Kind(item.Kind));
        writer.WriteString("outcome", Outcome(result.Outcome));
        if (item.Version is { Module: var module })
        {
            writer.WriteString("module", module.Path);
            writer.WriteString("version", module.Version);
        }

        writer.WriteString("path", item.Path);
        writer.WriteNumber("bytes", item.Bytes);
        writer.WriteString("lastUse", item.LastUse.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture));
        if (result.Reason.Length > 0)
        {
            writer.WriteString("reason", result.Reason);
        }

        writer.WriteEndObject();
    }

    private static string Subject(PruneItem item) => item.Kind switch
    {
        PruneKind.Module => $"{item.Version} (last used {Date(item)})",
        PruneKind.TemporaryFile => $"{item.Path} (temporary file of a process that died)",
        PruneKind.TemporaryTree => $"{item.Path} (temporary tree of a process that died)",
        PruneKind.PartialTree => $"{item.Path} (half a tree, of a process that died)",
        PruneKind.Transfer => $"{item.Version} (transfer interrupted {Date(item)})",
        PruneKind.Quarantined => $"{item.Path} (in quarantine since {Date(item)})",
        _ => $"{item.Path} (empty directory)",
    };

    private static string Date(PruneItem item) => item.LastUse.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Verb(PruneOutcome outcome) => outcome switch
    {
        PruneOutcome.Planned => "would remove",
        PruneOutcome.Removed => "removed",
        PruneOutcome.Held => "in use",
        _ => "failed",
    };

    private static string Outcome(PruneOutcome outcome) => outcome switch
    {
        PruneOutcome.Planned => "would-remove",
        PruneOutcome.Removed => "removed",
        PruneOutcome.Held => "in-use",
        _ => "failed",
    };

    private static string Kind(PruneKind kind) => kind switch
    {
        PruneKind.Module => "module",
        PruneKind.TemporaryFile => "temporary-file",
        PruneKind.TemporaryTree => "temporary-tree",
        PruneKind.PartialTree => "partial-tree",
        PruneKind.Transfer => "transfer",
        PruneKind.Quarantined => "quarantined",
        _ => "empty-directory",
    };

    private static long Bytes(IReadOnlyList<PruneResult> results, PruneOutcome outcome) =>
        results.Where(result => result.Outcome == outcome).Sum(result => result.Item.Bytes);

    private string Total(IReadOnlyList<PruneResult> results)
    {
        var counted = results.Where(result => result.Outcome == Goal).ToArray();
        var modules = counted.Count(result => result.Item.Kind == PruneKind.Module);
        var what = $"{Plural(modules, "module")} and {Plural(counted.Length - modules, "leftover")}";
        var size = ProgressText.Size(Bytes(results, Goal));
        return (applied, counted.Length) switch
        {
            (_, 0) => applied ? "nothing was removed" : "nothing to remove",
            (true, _) => $"removed {what}, freed {size}",
            _ => $"{what}, {size}, would be removed; --apply removes them",
        };
    }

    private static string Plural(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
