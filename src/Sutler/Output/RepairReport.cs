using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Go.Diagnosis;
using Sutler.Go.Repair;
using Sutler.Go.Verify;
using Sutler.Progress;

namespace Sutler.Output;

/// <summary>What <c>mod repair</c> did, for people and for programs. The form is documented in docs/reference/mod-repair.md.</summary>
/// <param name="root">GOMODCACHE.</param>
/// <param name="isDryRun">Whether nothing was to be changed.</param>
/// <param name="graphError">Why the modules of go.sum were taken instead of the build list; null when they were not.</param>
internal sealed class RepairReport(string root, bool isDryRun, string? graphError)
{
    private const int MostFindings = 5;
    private static readonly JsonWriterOptions JsonForm = new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>A block for each module, and a line for all.</summary>
    public string Text(IReadOnlyList<RepairResult> results)
    {
        var text = new StringBuilder();
        foreach (var group in results.GroupBy(result => FindingText.Subject(result.Findings[0])))
        {
            text.Append(group.Key).Append('\n');
            foreach (var result in group)
            {
                Append(text, result);
            }

            text.Append('\n');
        }

        if (graphError is not null)
        {
            text.Append($"the module graph cannot be loaded, so the modules that go.sum names were looked at:\n  {graphError.TrimEnd().Replace("\n", "\n  ", StringComparison.Ordinal)}\n\n");
        }

        return text.Append(Total(results)).Append('\n').ToString();
    }

    /// <summary>One JSON object.</summary>
    public string Json(IReadOnlyList<RepairResult> results)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, JsonForm))
        {
            writer.WriteStartObject();
            writer.WriteString("cache", root);
            writer.WriteBoolean("dryRun", isDryRun);
            WriteUnlessEmpty(writer, "graphError", graphError ?? "");
            WriteList(writer, "results", results, Write);
            writer.WriteNumber("bytesFetched", results.Sum(result => result.BytesFetched));
            writer.WriteBoolean("allGood", graphError is null && results.All(result => result.Outcome is RepairOutcome.Repaired or RepairOutcome.Removed));
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private static void Append(StringBuilder text, RepairResult result)
    {
        text.Append($"  {Outcome(result.Outcome)}: {Part(result.Part)} {result.File}\n");
        foreach (var finding in result.Findings.Take(MostFindings))
        {
            Line("bad", Describe(finding));
        }

        Line("bad", result.Findings.Count > MostFindings ? $"and {result.Findings.Count - MostFindings} more" : "");
        Line("cause", result.Cause == MismatchCause.Undetermined ? "" : DiagnosisText.Name(result.Cause));
        var isDone = result.Outcome == RepairOutcome.Repaired;
        Line("from", isDone ? $"{result.Source}{(result.BytesFetched > 0 ? $", {ProgressText.Size(result.BytesFetched)} fetched" : "")}" : "");
        foreach (var row in isDone ? [] : result.Evidence)
        {
            Line("asked", $"{row.Asked}: {row.Got}");
        }

        Line("kept", result.Kept);
        Line(result.Outcome == RepairOutcome.Failed ? "why" : "note", result.Reason);

        void Line(string label, string value)
        {
            if (value.Length > 0)
            {
                text.Append($"    {label,-6} {value}\n");
            }
        }
    }

    private static string Describe(Finding finding)
    {
        var blocks = finding.Blocks.Length == 0 ? "" : $": {string.Join(", ", finding.Blocks.Take(4))}{(finding.Blocks.Length > 4 ? $" and {finding.Blocks.Length - 4} more" : "")}";
        var entry = finding.Entry.Length > 0 ? $" {finding.Entry}" : "";
        var detail = finding.Detail.Length > 0 ? $" ({finding.Detail})" : "";
        return FindingText.Title(finding.Kind) + entry + blocks + detail;
    }

    private string Total(IReadOnlyList<RepairResult> results)
    {
        if (results.Count == 0)
        {
            return "nothing to repair";
        }

        List<string> parts = [];
        foreach (var (outcome, word) in new[] { (RepairOutcome.Repaired, "repaired"), (RepairOutcome.Removed, "put into quarantine"), (RepairOutcome.Planned, "to repair"), (RepairOutcome.Failed, "not repaired") })
        {
            var count = results.Count(result => result.Outcome == outcome);
            if (count > 0)
            {
                parts.Add($"{count} {word}");
            }
        }

        var total = string.Join(", ", parts);
        return isDryRun ? $"{total}; without --dry-run it is done" : $"{total}, {ProgressText.Size(results.Sum(result => result.BytesFetched))} fetched";
    }

    private static void Write(Utf8JsonWriter writer, RepairResult result)
    {
        if (result.Module is { } module)
        {
            writer.WriteString("module", module.Path);
            WriteUnlessEmpty(writer, "version", module.Version);
        }

        writer.WriteString("part", Part(result.Part));
        writer.WriteString("file", result.File);
        writer.WriteString("outcome", Outcome(result.Outcome));
        writer.WriteString("cause", MismatchCauses.Name(result.Cause));
        WriteUnlessEmpty(writer, "source", result.Outcome == RepairOutcome.Repaired ? result.Source : "");
        writer.WriteNumber("bytesFetched", result.BytesFetched);
        WriteUnlessEmpty(writer, "kept", result.Kept);
        WriteUnlessEmpty(writer, "reason", result.Reason);
        WriteList(writer, "findings", result.Findings, WriteFinding);
        WriteList(writer, "evidence", result.Evidence, static (json, row) =>
        {
            json.WriteString("asked", row.Asked);
            json.WriteString("got", row.Got);
        });
    }

    private static void WriteFinding(Utf8JsonWriter writer, Finding finding)
    {
        writer.WriteString("kind", FindingKinds.NameOf(finding.Kind));
        WriteUnlessEmpty(writer, "entry", finding.Entry);
        WriteUnlessEmpty(writer, "expected", finding.Expected);
        WriteUnlessEmpty(writer, "expectedFrom", finding.ExpectedFrom);
        WriteUnlessEmpty(writer, "found", finding.Found);
        WriteUnlessEmpty(writer, "detail", finding.Detail);
        if (finding.Blocks.Length > 0)
        {
            WriteList(writer, "blocks", finding.Blocks, static (json, block) =>
            {
                json.WriteNumber("index", block.Index);
                json.WriteNumber("offset", block.Offset);
                json.WriteNumber("length", block.Length);
            });
        }
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
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

    private static string Outcome(RepairOutcome outcome) => outcome switch
    {
        RepairOutcome.Repaired => "repaired",
        RepairOutcome.Planned => "to-repair",
        RepairOutcome.Removed => "removed",
        _ => "failed",
    };

    private static string Part(RepairedPart part) => part switch
    {
        RepairedPart.Zip => "zip",
        RepairedPart.ZipHash => "ziphash",
        RepairedPart.Tree => "tree",
        RepairedPart.GoMod => "go.mod",
        RepairedPart.Info => "info",
        RepairedPart.List => "list",
        RepairedPart.Database => "sumdb",
        RepairedPart.GoSum => "go.sum",
        RepairedPart.Journal => "journal",
        _ => "other",
    };
}
