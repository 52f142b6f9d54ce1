using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Go.Doctor;

namespace Sutler.Output;

/// <summary>What <c>doctor</c> found, for programs. The form is documented in docs/reference/doctor.md.</summary>
internal static class DoctorJson
{
    private static readonly JsonWriterOptions Form = new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>One JSON object.</summary>
    public static string Of(DoctorReport report)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, Form))
        {
            writer.WriteStartObject();
            if (report.Subject.Module is { } module)
            {
                writer.WriteString("module", module.Path);
                writer.WriteString("version", module.Version);
            }

            writer.WriteStartArray("steps");
            foreach (var step in report.Steps)
            {
                Write(writer, step);
            }

            writer.WriteEndArray();
            writer.WriteStartObject("diagnosis");
            writer.WriteString("class", report.Diagnosis.Class.Name());
            writer.WriteString("summary", report.Diagnosis.Summary);
            writer.WriteString("next", report.Diagnosis.Next);
            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length) + "\n";
    }

    private static void Write(Utf8JsonWriter writer, Step step)
    {
        writer.WriteStartObject();
        writer.WriteString("id", step.Id);
        writer.WriteString("status", step.Status.ToString().ToLowerInvariant());
        if (step.Source.Length > 0)
        {
            writer.WriteString("source", step.Source);
        }

        writer.WriteString("summary", step.Summary);
        if (step.Elapsed is { } elapsed)
        {
            writer.WriteNumber("seconds", Math.Round(elapsed.TotalSeconds, 3));
        }

        if (step.Details.Count > 0)
        {
            writer.WriteStartObject("detail");
            // Of two with one name a reader would keep only the last.
            foreach (var details in step.Details.GroupBy(detail => detail.Name, StringComparer.Ordinal))
            {
                writer.WritePropertyName(details.Key);
                Write(writer, [.. details]);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, StepDetail[] details)
    {
        switch (details)
        {
            case [{ Lines: { } lines }]:
                WriteLines(writer, lines);
                break;
            case [{ Number: { } number }]:
                writer.WriteNumberValue(number);
                break;
            case [{ Origin.Length: > 0 } setting]:
                writer.WriteStartObject();
                writer.WriteString("value", setting.Text);
                writer.WriteString("source", setting.Origin);
                writer.WriteEndObject();
                break;
            case [var one]:
                writer.WriteStringValue(one.Text);
                break;
            default:
                WriteLines(writer, details.Select(detail => detail.Text));
                break;
        }
    }

    private static void WriteLines(Utf8JsonWriter writer, IEnumerable<string> lines)
    {
        writer.WriteStartArray();
        foreach (var line in lines)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }
}
