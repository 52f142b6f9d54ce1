using System.Text;
using Sutler.Go.Preflight;

namespace Sutler.Output;

/// <summary>What <c>mod download -offline-ready</c> found, for people and for programs. The form is documented in docs/reference/mod-download.md.</summary>
internal sealed class OfflineReadyReport(OfflineReport report)
{
    /// <summary>Whether nothing is missing.</summary>
    public bool IsReady => report.Findings.Count == 0;

    /// <summary>A line for each thing that is missing, and what to do.</summary>
    public string Text()
    {
        if (IsReady)
        {
            return report.Modules == 0
                ? "ready: no package here needs a module\n"
                : $"ready: GOPROXY=off go build ./... finds all it needs ({Plural(report.Modules, "module")})\n";
        }

        var text = new StringBuilder();
        foreach (var finding in report.Findings)
        {
            text.Append(TerminalText.Clean(Line(finding))).Append('\n');
        }

        text.Append($"not ready: {Plural(report.Findings.Count, "thing")} missing\n");
        foreach (var advice in report.Findings.Select(finding => Advice(finding.Need)).Distinct())
        {
            text.Append($"\t{advice}\n");
        }

        return text.ToString();
    }

    /// <summary>One JSON object.</summary>
    public string Json() => JsonDocumentText.Of(writer =>
    {
        writer.WriteBoolean("ready", IsReady);
        writer.WriteNumber("modules", report.Modules);
        writer.WriteStartArray("missing");
        foreach (var finding in report.Findings)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", Kind(finding.Need));
            if (finding.Module is { } module)
            {
                writer.WriteString("path", module.Path);
                writer.WriteString("version", module.Version);
            }

            writer.WriteString("detail", finding.Detail);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static string Line(OfflineFinding finding) => finding.Need switch
    {
        OfflineNeed.Toolchain => $"toolchain  {finding.Detail}: {finding.Module}",
        OfflineNeed.ToolchainProof => $"toolchain  {finding.Detail}",
        OfflineNeed.GoModEdit => $"go.mod     {finding.Detail}",
        OfflineNeed.Vendor => $"vendor     {finding.Detail}",
        OfflineNeed.Graph => $"graph      {finding.Detail}",
        OfflineNeed.GoMod => $".mod       {finding.Module}: {finding.Detail}",
        OfflineNeed.Content => $".zip       {finding.Module}: {finding.Detail}",
        OfflineNeed.GoSumLine => $"go.sum     {finding.Detail}",
        _ => $"package    {finding.Detail}: no module has it",
    };

    private static string Kind(OfflineNeed need) => need switch
    {
        OfflineNeed.Toolchain => "toolchain",
        OfflineNeed.ToolchainProof => "toolchain-proof",
        OfflineNeed.GoModEdit => "go.mod",
        OfflineNeed.Vendor => "vendor",
        OfflineNeed.Graph => "graph",
        OfflineNeed.GoMod => "mod",
        OfflineNeed.Content => "zip",
        OfflineNeed.GoSumLine => "go.sum",
        _ => "package",
    };

    private static string Advice(OfflineNeed need) => need switch
    {
        OfflineNeed.Toolchain or OfflineNeed.ToolchainProof => "'sutler mod download -toolchain' fetches the toolchain and its proof",
        OfflineNeed.Vendor => "'go mod vendor' ('go work vendor' in a workspace) brings the vendor directory up to date",
        OfflineNeed.GoMod or OfflineNeed.Content => "'sutler mod download' fetches modules",
        _ => "'go mod tidy' brings go.mod and go.sum up to date",
    };

    private static string Plural(int count, string noun) => $"{count} {noun}{(count == 1 ? "" : "s")}";
}
