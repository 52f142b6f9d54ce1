using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Go.Verify;

namespace Sutler.Output;

/// <summary>What <c>mod verify -deep</c> found, for people and for programs. The form is documented in docs/reference/mod-verify.md.</summary>
/// <param name="root">GOMODCACHE.</param>
/// <param name="isAll">Whether the whole cache was looked at.</param>
/// <param name="graphError">Why the modules of go.sum were taken instead of the build list; null when they were not.</param>
internal sealed class VerifyReport(string root, bool isAll, string? graphError)
{
    private const int MostNames = 5;
    private const int MostBlocks = 8;

    private static readonly JsonWriterOptions JsonForm = new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A block for each bad module, what could not be checked, and a line for all.</summary>
    public string Text(DeepVerifyReport report)
    {
        var text = new StringBuilder();
        foreach (var group in report.Findings.GroupBy(FindingText.Subject))
        {
            text.Append(group.Key).Append('\n');
            foreach (var finding in group)
            {
                AppendFinding(text, finding);
            }

            foreach (var advice in group.Select(FindingText.Advice).Where(advice => advice.Length > 0).Distinct())
            {
                text.Append("  next: ").Append(advice).Append('\n');
            }

            text.Append('\n');
        }

        AppendNotes(text, report);
        return text.Append(Total(report)).Append('\n').ToString();
    }

    /// <summary>One JSON object.</summary>
    public string Json(DeepVerifyReport report)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, JsonForm))
        {
            writer.WriteStartObject();
            writer.WriteString("cache", root);
            writer.WriteString("scope", isAll ? "cache" : graphError is null ? "build-list" : "go.sum");
            WriteUnlessEmpty(writer, "graphError", graphError ?? "");
            writer.WriteNumber("modules", report.Modules);
            writer.WriteBoolean("verified", report.Findings.Count == 0 && graphError is null);
            WriteArray(writer, "findings", report.Findings, WriteFinding);
            WriteArray(writer, "notes", report.Notes, WriteNote);
            WriteArray(writer, "leftovers", report.Leftovers, WriteLeftover);
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private static void AppendFinding(StringBuilder text, Finding finding)
    {
        text.Append($"  {FindingText.Title(finding.Kind)}: {finding.File}\n");
        Append("file", finding.Entry);
        Append("expected", finding.Expected + (finding.ExpectedFrom.Length > 0 ? $" ({finding.ExpectedFrom})" : ""));
        Append("found", finding.Found);
        Append("why", finding.Detail);
        var more = finding.Blocks.Length > MostBlocks ? $" and {finding.Blocks.Length - MostBlocks} more" : "";
        Append("where", string.Join(", ", finding.Blocks.Take(MostBlocks)) + more);

        void Append(string label, string value)
        {
            if (value.Length > 0)
            {
                text.Append($"    {label,-9} {value.Replace("\n", "\n              ", StringComparison.Ordinal)}\n");
            }
        }
    }

    private void AppendNotes(StringBuilder text, DeepVerifyReport report)
    {
        if (graphError is not null)
        {
            text.Append($"the module graph could not be loaded, so the modules that go.sum names were verified:\n  {graphError.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)}\n\n");
        }

        foreach (var group in report.Notes.GroupBy(note => (note.What, note.Reason)))
        {
            var names = group.Select(note => note.Module?.ToString()).OfType<string>().Distinct().ToList();
            var more = names.Count > MostNames ? $" and {names.Count - MostNames} more" : "";
            text.Append($"not checked: {group.Key.What} ({group.Key.Reason}): {string.Join(", ", names.Take(MostNames))}{more}\n");
        }

        foreach (var leftover in report.Leftovers)
        {
            text.Append($"left over: {leftover.Path} (unless a process is at work there, 'sutler mod repair {leftover.Version.Module}' or 'sutler cache prune' removes it)\n");
        }
    }

    private static string Total(DeepVerifyReport report)
    {
        var modules = $"{report.Modules} module{(report.Modules == 1 ? "" : "s")}";
        return report.Findings.Count == 0
            ? $"{modules} verified, nothing was modified"
            : $"{modules} looked at, {report.BadModules.Count} bad, {report.Findings.Count} finding{(report.Findings.Count == 1 ? "" : "s")}";
    }

    private static void WriteFinding(Utf8JsonWriter writer, Finding finding)
    {
        if (finding.Module is { } module)
        {
            writer.WriteString("module", module.Path);
            WriteUnlessEmpty(writer, "version", module.Version);
        }

        writer.WriteString("kind", FindingKinds.NameOf(finding.Kind));
        writer.WriteString("file", finding.File);
        WriteUnlessEmpty(writer, "entry", finding.Entry);
        WriteUnlessEmpty(writer, "expected", finding.Expected);
        WriteUnlessEmpty(writer, "expectedFrom", finding.ExpectedFrom);
        WriteUnlessEmpty(writer, "found", finding.Found);
        WriteUnlessEmpty(writer, "detail", finding.Detail);
        if (finding.Blocks.Length > 0)
        {
            WriteArray(writer, "blocks", finding.Blocks, static (writer, block) =>
            {
                writer.WriteNumber("index", block.Index);
                writer.WriteNumber("offset", block.Offset);
                writer.WriteNumber("length", block.Length);
            });
        }

        WriteUnlessEmpty(writer, "next", FindingText.Advice(finding));
    }

    private static void WriteNote(Utf8JsonWriter writer, VerifyNote note)
    {
        if (note.Module is { } module)
        {
            writer.WriteString("module", module.Path);
            writer.WriteString("version", module.Version);
        }

        writer.WriteString("notChecked", note.What);
        writer.WriteString("reason", note.Reason);
    }

    private static void WriteLeftover(Utf8JsonWriter writer, Leftover leftover)
    {
        writer.WriteString("module", leftover.Version.Module.Path);
        writer.WriteString("version", leftover.Version.Module.Version);
        writer.WriteString("path", leftover.Path);
    }

    private static void WriteArray<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            writer.WriteStartObject();
            write(writer, item);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WriteUnlessEmpty(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, value);
        }
    }
}
