using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Errors;
using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Quarantine;

/// <summary>The form of <c>report.json</c>. Pure. docs/concepts/repair.md describes it field by field.</summary>
/// <remarks>
/// Written for people: one member a line, what is empty left out. Read with distrust: whoever can write to the cache can write this, so
/// length, depth and counts are bounded, and names that lead anywhere else are refused. Unknown members are passed over.
/// </remarks>
public static class QuarantineReportFile
{
    /// <summary>The most bytes that are read or written.</summary>
    public const int MaxLength = 1 << 20;

    private const int Schema = 1;
    private const int MostItems = 4096;
    private const int LongestText = 16 << 10;
    private const string TimeForm = "yyyy-MM-dd'T'HH:mm:ss'Z'";

    private static readonly JsonWriterOptions Form = new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonDocumentOptions Limits = new() { MaxDepth = 8 };

    /// <summary>The bytes of a report; long texts and lists are cut so that it can be read again.</summary>
    public static byte[] Encode(QuarantineReport report)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Form))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema", Schema);
            WriteFile(writer, report);
            WriteHashes(writer, report);
            WriteCause(writer, report);
            writer.WriteEndObject();
        }

        text.WriteByte((byte)'\n');
        return text.ToArray();
    }

    /// <summary>Reads a report, or says why it is none.</summary>
    public static bool TryParse(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out QuarantineReport? report, [NotNullWhen(false)] out ParseError? error)
    {
        report = null;
        error = null;
        if (data.Length > MaxLength)
        {
            error = new ParseError($"longer than {MaxLength} bytes");
            return false;
        }

        try
        {
            using var document = JsonDocument.Parse(data, Limits);
            report = Read(new ReportMember(document.RootElement));
            return true;
        }
        catch (JsonException malformed)
        {
            error = new ParseError(malformed.Message);
        }
        catch (FormatException wrong)
        {
            error = new ParseError(wrong.Message);
        }

        return false;
    }

    /// <summary>Whether a name is that of a file beside the report and nothing else.</summary>
    internal static bool IsPlainName(string name) =>
        name.Length is > 0 and <= 255 && name is not ("." or "..") && name.AsSpan().IndexOfAny("/\\:\0") < 0 && !name.Any(char.IsControl);

    private static void WriteFile(Utf8JsonWriter writer, QuarantineReport report)
    {
        WriteText(writer, "module", report.Module.Path);
        WriteText(writer, "version", report.Module.Version);
        WriteText(writer, "file", report.File);
        WriteList(writer, "kept", report.Kept, (json, name) => json.WriteStringValue(name));
        if (report.IsTaken)
        {
            writer.WriteBoolean("taken", true);
        }

        writer.WriteString("time", report.Time.UtcDateTime.ToString(TimeForm, CultureInfo.InvariantCulture));
        WriteText(writer, "source", report.Source);
        if (report.Length is { } length)
        {
            writer.WriteNumber("length", length);
        }
    }

    private static void WriteHashes(Utf8JsonWriter writer, QuarantineReport report)
    {
        WriteText(writer, "sha256", report.Sha256);
        WriteText(writer, "found", report.Found);
        WriteList(writer, "expected", report.Expected, (json, expected) => WritePair(json, ("by", expected.By), ("hash", expected.Hash)));
    }

    private static void WriteCause(Utf8JsonWriter writer, QuarantineReport report)
    {
        writer.WriteString("cause", MismatchCauses.Name(report.Cause));
        WriteText(writer, "why", report.Why);
        WriteList(writer, "blocks", report.Blocks, (json, block) =>
        {
            json.WriteStartObject();
            json.WriteNumber("number", block.Index);
            json.WriteNumber("first", block.Offset);
            json.WriteNumber("last", block.End - 1);
            json.WriteEndObject();
        });
        WriteText(writer, "firstDifference", report.FirstDifference);
        WriteList(writer, "evidence", report.Evidence.Take(100), (json, seen) => WritePair(json, ("asked", seen.Asked), ("got", seen.Got)));
    }

    private static void WritePair(Utf8JsonWriter writer, (string Name, string Value) first, (string Name, string Value) second)
    {
        writer.WriteStartObject();
        writer.WriteString(first.Name, Cut(first.Value, 1000));
        writer.WriteString(second.Name, Cut(second.Value, 1000));
        writer.WriteEndObject();
    }

    private static void WriteText(Utf8JsonWriter writer, string name, string value)
    {
        if (value.Length > 0)
        {
            writer.WriteString(name, Cut(value, 4000));
        }
    }

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        if (!items.Any())
        {
            return;
        }

        writer.WriteStartArray(name);
        foreach (var item in items.Take(MostItems))
        {
            write(writer, item);
        }

        writer.WriteEndArray();
    }

    // Not between the halves of a character.
    private static string Cut(string text, int length) =>
        text.Length <= length ? text : text[..(char.IsHighSurrogate(text[length - 1]) ? length - 1 : length)] + "…";

    private static QuarantineReport Read(ReportMember root)
    {
        if (root.Number("schema") is not Schema)
        {
            throw new FormatException("not a report of schema 1");
        }

        return new QuarantineReport
        {
            Module = new ModuleId(root.Text("module", LongestText), root.Text("version", LongestText)),
            File = Relative(root.Text("file", LongestText)),
            Kept = [.. root.Items("kept", MostItems).Select(item => Plain(item.Text(LongestText)))],
            IsTaken = root.Flag("taken"),
            Time = Time(root.Text("time", LongestText)),
            Source = root.Text("source", LongestText),
            Length = root.Number("length"),
            Sha256 = root.Text("sha256", LongestText),
            Found = root.Text("found", LongestText),
            Expected = [.. root.Items("expected", MostItems).Select(item => new ExpectedHash(item.Text("by", LongestText), item.Text("hash", LongestText)))],
            Cause = MismatchCauses.Find(root.Text("cause", LongestText)) ?? throw new FormatException("no known cause"),
            Why = root.Text("why", LongestText),
            Blocks = [.. root.Items("blocks", MostItems).Select(Block)],
            FirstDifference = root.Text("firstDifference", LongestText),
            Evidence = [.. root.Items("evidence", MostItems).Select(item => new Observation(item.Text("asked", LongestText), item.Text("got", LongestText)))],
        };
    }

    private static FileBlock Block(ReportMember item)
    {
        var (number, first, last) = (item.Number("number"), item.Number("first"), item.Number("last"));
        return number is >= 0 and <= int.MaxValue && first is >= 0 && last >= first && last - first < int.MaxValue && last < long.MaxValue
            ? new FileBlock((int)number, first.Value, (int)(last.Value - first.Value + 1))
            : throw new FormatException("a block that is none");
    }

    private static string Plain(string name) => IsPlainName(name) ? name : throw new FormatException("a kept file that is not beside the report");

    private static string Relative(string path) =>
        path.Length > 0 && path.Split('/').All(IsPlainName) ? path : throw new FormatException("a file that is not below the cache");

    private static DateTimeOffset Time(string text) =>
        DateTimeOffset.TryParseExact(text, TimeForm, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : throw new FormatException("a time that is none");
}
