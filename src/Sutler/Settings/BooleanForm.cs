using System.Text.Json;

namespace Sutler.Settings;

/// <summary>true or false; a variable may also say 1 or 0.</summary>
internal sealed class BooleanForm : SettingForm<bool>
{
    /// <inheritdoc/>
    public override string Allowed => "true or false";

    /// <inheritdoc/>
    public override bool Read(SettingInput input, string directory) => input switch
    {
        SettingInput.JsonBoolean boolean => boolean.Value,
        SettingInput.Variable { Text: "true" or "1" } => true,
        SettingInput.Variable { Text: "false" or "0" } => false,
        _ => throw Refused(input),
    };

    /// <inheritdoc/>
    public override string Show(bool value) => value ? "true" : "false";

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, bool value) => writer.WriteBooleanValue(value);

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter writer) => writer.WriteString("type", "boolean");
}
