using System.Text.Json;

namespace Sutler.Settings;

/// <summary>One of a few words.</summary>
internal sealed class ChoiceForm<T>(params (string Word, T Value)[] choices) : SettingForm<T>
    where T : struct, Enum
{
    /// <inheritdoc/>
    public override string Allowed => string.Join(", ", choices[..^1].Select(choice => choice.Word)) + " or " + choices[^1].Word;

    /// <inheritdoc/>
    public override T Read(SettingInput input, string directory)
    {
        var text = input switch
        {
            SettingInput.JsonText json => json.Text,
            SettingInput.Variable variable => variable.Text,
            _ => throw Refused(input),
        };
        return choices.Any(choice => choice.Word == text) ? choices.First(choice => choice.Word == text).Value : throw Refused(input);
    }

    /// <inheritdoc/>
    public override string Show(T value) => choices.First(choice => choice.Value.Equals(value)).Word;

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value) => writer.WriteStringValue(Show(value));

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("enum");
        foreach (var (word, _) in choices)
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
    }
}
