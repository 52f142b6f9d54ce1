using System.Text;
using System.Text.Json;
using Sutler.Go.Download;
using Sutler.Go.Loading;
using Sutler.Progress;

namespace Sutler.Output;

/// <summary>What <c>mod download -dry-run</c> found, for people and for programs. The form is documented in docs/reference/mod-download.md.</summary>
internal sealed class PlanReport(IReadOnlyList<PlannedModule> modules, ProjectChanges changes)
{
    private IReadOnlyList<PlannedModule> Planned => [.. modules.Where(module => module.Error.Length == 0)];

    private IReadOnlyList<PlannedModule> Zips => [.. Planned.Where(module => module.Fetch.Contains("zip"))];

    private long Bytes => Zips.Sum(module => module.Bytes ?? 0);

    private int UnknownSizes => Zips.Count(module => module.Bytes is null);

    /// <summary>A line for each module there is something to do for, and the total.</summary>
    public string Text()
    {
        var text = new StringBuilder();
        foreach (var module in Planned.Where(module => !module.IsCached))
        {
            var what = module.Fetch.Count > 0 ? "fetch " + string.Join(", ", module.Fetch) : "unpack";
            var size = !module.Fetch.Contains("zip") ? "" : module.Bytes is { } bytes ? "  " + ProgressText.Size(bytes) : "  size unknown";
            var source = module.Source.Length > 0 ? "  from " + module.Source : "";
            text.Append(TerminalText.Clean($"{module.Path}@{module.Version}  {what}{size}{source}")).Append('\n');
        }

        foreach (var line in changes.GoMod)
        {
            text.Append(TerminalText.Clean("go.mod  " + line)).Append('\n');
        }

        foreach (var line in changes.GoSum)
        {
            text.Append(TerminalText.Clean($"{changes.SumFile}  + {line}")).Append('\n');
        }

        return text.Append(Total()).Append('\n').ToString();
    }

    /// <summary>One JSON object.</summary>
    public string Json() => JsonDocumentText.Of(writer =>
    {
        writer.WriteStartArray("modules");
        foreach (var module in modules)
        {
            Write(writer, module);
        }

        writer.WriteEndArray();
        writer.WriteStartObject("total");
        writer.WriteNumber("zips", Zips.Count);
        writer.WriteNumber("bytes", Bytes);
        writer.WriteNumber("unknownSizes", UnknownSizes);
        writer.WriteNumber("smallFiles", SmallFiles);
        writer.WriteNumber("cached", Planned.Count(module => module.IsCached));
        writer.WriteNumber("failed", modules.Count - Planned.Count);
        writer.WriteEndObject();
        writer.WriteTexts("goMod", changes.GoMod);
        writer.WriteTexts("goSum", changes.GoSum);
    });

    private int SmallFiles => Planned.Sum(module => module.Fetch.Count(kind => kind != "zip"));

    private static void Write(Utf8JsonWriter writer, PlannedModule module)
    {
        writer.WriteStartObject();
        writer.WriteString("path", module.Path);
        writer.WriteString("version", module.Version);
        if (module.Error.Length > 0)
        {
            writer.WriteString("error", module.Error);
        }

        writer.WriteTexts("fetch", module.Fetch);
        if (module.Source.Length > 0)
        {
            writer.WriteString("source", module.Source);
        }

        if (module.Bytes is { } bytes)
        {
            writer.WriteNumber("bytes", bytes);
        }

        if (module.Unpacks)
        {
            writer.WriteBoolean("unpack", true);
        }

        writer.WriteEndObject();
    }

    private string Total()
    {
        var cached = $"{Plural(Planned.Count(module => module.IsCached), "module")} in the cache";
        if (Zips.Count == 0 && SmallFiles == 0)
        {
            return $"nothing to fetch; {cached}";
        }

        var unknown = UnknownSizes > 0 ? $" and {UnknownSizes} of unknown size" : "";
        return $"{Plural(Zips.Count, "zip")}, {ProgressText.Size(Bytes)}{unknown}, and {Plural(SmallFiles, "small file")} to fetch; {cached}";
    }

    private static string Plural(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
