using System.Text;
using System.Text.Json;

namespace Sutler.Settings;

/// <summary>One key of a section: its names, what it means, and how it is read.</summary>
internal abstract class Setting(string section, string name)
{
    /// <summary>The key in <c>sutler.json</c>.</summary>
    public string Name { get; } = name;

    /// <summary>The key with its section, as errors and <c>config show</c> name it.</summary>
    public string Path => section + "." + Name;

    /// <summary>The environment variable: <c>SUTLER_</c> and the key in upper case, its words separated by <c>_</c>.</summary>
    public string Variable { get; } = "SUTLER_" + UpperSnake(name);

    /// <summary>The flag of a command that has the last word, or null.</summary>
    public string? Flag { get; init; }

    /// <summary>The unit of a number; empty where there is none.</summary>
    public string Unit { get; init; } = "";

    /// <summary>What it does, in one sentence without full stop.</summary>
    public required string Meaning { get; init; }

    /// <summary>What is allowed.</summary>
    public abstract string Allowed { get; }

    /// <summary>The settings with the value set; throws <see cref="FormatException"/> with a text that follows the key.</summary>
    public abstract SettingValues Apply(SettingValues settings, SettingInput input, string directory);

    /// <summary>The value for a reader; empty for none.</summary>
    public abstract string Show(SettingValues settings);

    /// <summary>The value as JSON.</summary>
    public abstract void Write(Utf8JsonWriter writer, SettingValues settings);

    /// <summary>The properties of a JSON schema that describe the value.</summary>
    public abstract void Describe(Utf8JsonWriter writer);

    // strictSSL is STRICT_SSL: a word begins where a capital follows a small letter.
    private static string UpperSnake(string name)
    {
        var text = new StringBuilder();
        for (var i = 0; i < name.Length; i++)
        {
            text.Append(i > 0 && char.IsAsciiLetterUpper(name[i]) && char.IsAsciiLetterLower(name[i - 1]) ? "_" : "").Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}

/// <summary>A key whose values are of type <typeparamref name="T"/>.</summary>
/// <param name="section">The section.</param>
/// <param name="name">The key.</param>
/// <param name="form">How values are written.</param>
/// <param name="get">Takes the value from the settings.</param>
/// <param name="set">Puts it there.</param>
internal class Setting<T>(string section, string name, SettingForm<T> form, Func<SettingValues, T> get, Func<SettingValues, T, SettingValues> set) : Setting(section, name)
{
    /// <inheritdoc/>
    public override string Allowed => form.Allowed;

    /// <inheritdoc/>
    public override SettingValues Apply(SettingValues settings, SettingInput input, string directory) => set(settings, form.Read(input, directory));

    /// <inheritdoc/>
    public override string Show(SettingValues settings) => form.Show(get(settings));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, SettingValues settings) => form.Write(writer, get(settings));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter writer) => form.Describe(writer);
}
