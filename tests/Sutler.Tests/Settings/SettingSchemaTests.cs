using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sutler.Help;
using Sutler.Settings;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Settings;

/// <summary>The documents say what the code does. UPDATE_GOLDENS=1 writes them anew.</summary>
public sealed class SettingSchemaTests
{
    private const string TableHead = "|---|---|---|---|---|---|\n";
    private static readonly bool Update = Environment.GetEnvironmentVariable("UPDATE_GOLDENS") == "1";
    private static readonly JsonWriterOptions Form = new() { Indented = true, NewLine = "\n", Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Theory]
    [InlineData("client")]
    [InlineData("server")]
    public void The_reference_page_has_a_row_for_each_key(string section)
    {
        var file = Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "configuration.md");
        var page = File.ReadAllText(file);
        var start = page.IndexOf(TableHead, page.IndexOf($"## Settings of the {section}", StringComparison.Ordinal), StringComparison.Ordinal) + TableHead.Length;
        var end = page.IndexOf("\n\n", start, StringComparison.Ordinal) + 1;
        var table = string.Concat(SettingSections.Of(section).Select(Row));
        if (Update)
        {
            File.WriteAllText(file, page[..start] + table + page[end..]);
        }
        else
        {
            Assert.Equal(table, page[start..end]);
        }
    }

    [Fact]
    public void The_json_schema_describes_each_key()
    {
        var file = Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "sutler.schema.json");
        if (Update)
        {
            File.WriteAllText(file, Schema());
        }

        Assert.Equal(Schema(), File.ReadAllText(file));
    }

    [Fact]
    public void The_json_schema_allows_no_other_key_and_has_the_defaults_in_force()
    {
        using var schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(TestFiles.RepositoryRoot(), "docs", "reference", "sutler.schema.json")));
        Assert.False(schema.RootElement.GetProperty("additionalProperties").GetBoolean());
        using var run = new SettingsRun();
        var settings = run.Read();
        foreach (var name in SettingSections.Names)
        {
            var section = schema.RootElement.GetProperty("properties").GetProperty(name);
            Assert.False(section.GetProperty("additionalProperties").GetBoolean());
            Assert.Equal(SettingSections.Of(name).Select(setting => setting.Name), section.GetProperty("properties").EnumerateObject().Select(property => property.Name));
            Assert.All(SettingSections.Of(name), setting => Assert.Equal(
                Json(writer => setting.Write(writer, settings.Values)), section.GetProperty("properties").GetProperty(setting.Name).TryGetProperty("default", out var value) ? value.GetRawText() : "null"));
        }
    }

    [Fact]
    public void The_help_page_explains_each_key()
    {
        var page = HelpPages.Find(["config"])!;
        Assert.All(SettingSections.All, setting => Assert.Matches($"(?m)^    {setting.Name} +\\S", page));
    }

    // Each value as it is shown can be written in the file and gives the same settings.
    [Fact]
    public void Each_default_is_a_value_that_is_allowed()
    {
        var defaults = new SettingValues();
        foreach (var (section, setting) in SettingSections.Names.SelectMany(name => SettingSections.Of(name).Select(setting => (name, setting))))
        {
            var json = Json(writer => setting.Write(writer, defaults));
            var input = SettingsFile.Parse(Encoding.UTF8.GetBytes("{\"" + section + "\":{\"" + setting.Name + "\":" + (json == "null" ? "\"\"" : json) + "}}"), "f").Single().Input;
            Assert.Equal((setting.Name, setting.Show(defaults)), (setting.Name, setting.Show(setting.Apply(defaults, input, "/"))));
        }
    }

    private static string Row(Setting setting)
    {
        var value = setting.Show(new SettingValues());
        var unit = setting.Unit.Length > 0 ? " " + setting.Unit : "";
        return $"| `{setting.Name}` | {setting.Variable} | {(setting.Flag is { } flag ? $"`{flag}`" : "-")} | {(value.Length > 0 ? value + unit : "none")} | {setting.Allowed} | {setting.Meaning} |\n";
    }

    private static string Schema() => Json(
        writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("$schema", "https://json-schema.org/draft/2020-12/schema");
            writer.WriteString("title", "sutler.json: settings of sutler");
            writer.WriteString("type", "object");
            writer.WriteBoolean("additionalProperties", false);
            writer.WriteStartObject("properties");
            writer.WriteStartObject("$schema");
            writer.WriteString("type", "string");
            writer.WriteEndObject();
            Describe(writer, "client", "How modules are downloaded.");
            Describe(writer, "server", "How sutler serve answers.");
            writer.WriteEndObject();
            writer.WriteEndObject();
        },
        Form) + "\n";

    private static void Describe(Utf8JsonWriter writer, string section, string meaning)
    {
        writer.WriteStartObject(section);
        writer.WriteString("description", meaning);
        writer.WriteString("type", "object");
        writer.WriteBoolean("additionalProperties", false);
        writer.WriteStartObject("properties");
        foreach (var setting in SettingSections.Of(section))
        {
            Describe(writer, setting);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void Describe(Utf8JsonWriter writer, Setting setting)
    {
        writer.WriteStartObject(setting.Name);
        var unit = setting.Unit.Length > 0 ? $", in {setting.Unit}" : "";
        writer.WriteString("description", $"{char.ToUpperInvariant(setting.Meaning[0])}{setting.Meaning[1..]}{unit}. Environment: {setting.Variable}.");
        setting.Describe(writer);
        if (Json(json => setting.Write(json, new SettingValues())) != "null")
        {
            writer.WritePropertyName("default");
            setting.Write(writer, new SettingValues());
        }

        writer.WriteEndObject();
    }

    private static string Json(Action<Utf8JsonWriter> write, JsonWriterOptions form = default)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, form))
        {
            write(writer);
        }

        return Encoding.UTF8.GetString(text.ToArray());
    }
}
