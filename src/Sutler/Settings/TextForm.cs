using System.Text.Json;

namespace Sutler.Settings;

/// <summary>A text, or none.</summary>
internal abstract class TextForm<T> : SettingForm<T?>
    where T : class
{
    /// <inheritdoc/>
    public override T? Read(SettingInput input, string directory)
    {
        var text = input switch
        {
            SettingInput.JsonText json => json.Text,
            SettingInput.Variable variable => variable.Text,
            _ => throw Refused(input),
        };
        // An empty text takes back what stands elsewhere.
        return text.Length == 0 ? null : Parse(text, directory);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T? value)
    {
        if (value is null)
        {
            writer.WriteNullValue();
        }
        else
        {
            writer.WriteStringValue(Show(value));
        }
    }

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter writer) => writer.WriteString("type", "string");

    /// <summary>The value of a text that is not empty; throws <see cref="FormatException"/>.</summary>
    protected abstract T Parse(string text, string directory);
}
