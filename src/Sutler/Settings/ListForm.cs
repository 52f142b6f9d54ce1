using System.Text.Json;

namespace Sutler.Settings;

/// <summary>A JSON array of texts; in a variable, and where JSON has one text, they are separated by commas.</summary>
/// <param name="noun">What the elements are, in the plural.</param>
/// <param name="parse">Reads an element that is not empty; throws <see cref="FormatException"/> with the reason.</param>
internal sealed class ListForm<T>(string noun, Func<string, T> parse) : SettingForm<IReadOnlyList<T>>
    where T : notnull
{
    private const int Longest = 1000;

    /// <inheritdoc/>
    public override string Allowed => $"a list of {noun}";

    /// <inheritdoc/>
    public override IReadOnlyList<T> Read(SettingInput input, string directory)
    {
        var items = input switch
        {
            SettingInput.JsonList list => list.Items,
            SettingInput.JsonText json => Split(json.Text),
            SettingInput.Variable variable => Split(variable.Text),
            _ => throw Refused(input),
        };
        return items.Count <= Longest ? [.. items.Select(Element)] : throw new FormatException($"must be {Allowed}, at most {Longest}");
    }

    /// <inheritdoc/>
    public override string Show(IReadOnlyList<T> value) => string.Join(',', value);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, IReadOnlyList<T> value)
    {
        writer.WriteStartArray();
        foreach (var item in value)
        {
            writer.WriteStringValue(item.ToString());
        }

        writer.WriteEndArray();
    }

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter writer)
    {
        writer.WriteStartArray("type");
        writer.WriteStringValue("array");
        writer.WriteStringValue("string");
        writer.WriteEndArray();
        writer.WriteStartObject("items");
        writer.WriteString("type", "string");
        writer.WriteEndObject();
    }

    private T Element(string item) => item.Trim().Length > 0 ? parse(item.Trim()) : throw new FormatException($"must be {Allowed}; one of them is empty");

    private static string[] Split(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
}
