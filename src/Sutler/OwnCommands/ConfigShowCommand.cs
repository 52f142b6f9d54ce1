using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Settings;

namespace Sutler.OwnCommands;

/// <summary><c>sutler config show</c>: each setting, its value and where that came from.</summary>
internal static class ConfigShowCommand
{
    private static readonly JsonWriterOptions JsonForm = new() { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The command with its flags.</summary>
    public static Command Create(OwnCommandCall call)
    {
        var json = OwnCommandLine.Switch("json");
        var command = new Command("show") { json };
        command.SetAction(parsed => Run(parsed.GetValue(json), call.Context));
        return command;
    }

    private static int Run(bool json, CommandContext context)
    {
        var settings = SettingsReader.Read(context.Variables, context.WorkingDirectory, server: true);
        if (json)
        {
            WriteJson(settings, context);
        }
        else
        {
            WriteLines(settings, context);
        }

        foreach (var (name, meant) in UnknownVariables.In(context.Variables))
        {
            context.Error.WriteLine(TerminalText.Clean($"sutler: warning: {name} is no variable of sutler and has no effect{(meant is null ? "" : $"; did you mean {meant}?")}"));
        }

        return ExitCodes.Done;
    }

    private static void WriteLines(LoadedSettings settings, CommandContext context)
    {
        var file = settings switch
        {
            { File: null } => "none",
            { FileExists: true } => settings.File,
            _ => settings.File + " (does not exist)",
        };
        context.Output.WriteLine(TerminalText.Clean($"file: {file}"));
        context.Output.WriteLine();
        string[][] rows = [.. SettingSections.All.Select(setting => Row(setting, settings, context))];
        var widths = (rows.Max(row => row[0].Length), Math.Min(rows.Max(row => row[1].Length), 30));
        foreach (var row in rows)
        {
            context.Output.WriteLine(TerminalText.Clean($"{row[0].PadRight(widths.Item1)}  {row[1].PadRight(widths.Item2)}  {row[2]}"));
        }
    }

    private static string[] Row(Setting setting, LoadedSettings settings, CommandContext context)
    {
        var value = setting.Show(settings.Values);
        var unit = setting.Unit.Length > 0 ? " " + setting.Unit : "";
        var note = Overruled(setting, settings.Client, context) is { } reason ? $" (not used: {reason})" : "";
        return [setting.Path, value.Length == 0 ? "(none)" : value + unit, settings.OriginOf(setting) + note];
    }

    /// <summary>Why a value that is set has no effect, or null.</summary>
    private static string? Overruled(Setting setting, ClientSettings client, CommandContext context) => setting.Name switch
    {
        "proxy" when client.Proxy is not null => FirstSet(context, "HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy"),
        "noProxy" when client.NoProxy.Count > 0 => FirstSet(context, "NO_PROXY", "no_proxy"),
        "insecureHosts" when client is { StrictSsl: true, InsecureHosts.Count: > 0 } => "client.strictSSL is true",
        _ => null,
    };

    private static string? FirstSet(CommandContext context, params string[] names) =>
        names.FirstOrDefault(name => context.Variable(name).Length > 0) is { } name ? name + " is set" : null;

    private static void WriteJson(LoadedSettings settings, CommandContext context)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, JsonForm))
        {
            writer.WriteStartObject();
            writer.WriteString("file", settings.File);
            writer.WriteBoolean("fileExists", settings.FileExists);
            writer.WriteStartArray("settings");
            foreach (var setting in SettingSections.All)
            {
                WriteJson(writer, setting, settings, context);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("unknownVariables");
            foreach (var (name, _) in UnknownVariables.In(context.Variables))
            {
                writer.WriteStringValue(name);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        context.Output.WriteLine(System.Text.Encoding.UTF8.GetString(text.GetBuffer(), 0, (int)text.Length));
    }

    private static void WriteJson(Utf8JsonWriter writer, Setting setting, LoadedSettings settings, CommandContext context)
    {
        var origin = settings.OriginOf(setting);
        writer.WriteStartObject();
        writer.WriteString("key", setting.Path);
        writer.WritePropertyName("value");
        setting.Write(writer, settings.Values);
        if (setting.Unit.Length > 0)
        {
            writer.WriteString("unit", setting.Unit);
        }

        writer.WriteString("source", origin.Kind);
        switch (origin)
        {
            case SettingOrigin.Environment environment:
                writer.WriteString("variable", environment.Variable);
                break;
            case SettingOrigin.File file:
                writer.WriteString("file", file.Name);
                writer.WriteNumber("line", file.Line);
                break;
        }

        if (Overruled(setting, settings.Client, context) is { } reason)
        {
            writer.WriteString("notUsed", reason);
        }

        writer.WriteEndObject();
    }
}
