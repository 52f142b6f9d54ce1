using System.Runtime.InteropServices;
using System.Text.Json;

namespace Sutler.Go.Quarantine;

/// <summary>A value of a report, read with bounds; whatever is of another kind is a <see cref="FormatException"/>.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly struct ReportMember(JsonElement element)
{
    /// <summary>The text of a member; empty when there is none.</summary>
    public string Text(string name, int longest) => Find(name) is { } member ? member.Text(longest) : "";

    /// <summary>This text.</summary>
    public string Text(int longest)
    {
        string text;
        try
        {
            text = element.ValueKind == JsonValueKind.String ? element.GetString()! : throw new FormatException("not a text where one belongs");
        }
        catch (InvalidOperationException halfCharacter)
        {
            throw new FormatException("a text that is not Unicode", halfCharacter);
        }

        return text.Length <= longest ? text : throw new FormatException($"a text longer than {longest} characters");
    }

    /// <summary>The number of a member; null when there is none.</summary>
    public long? Number(string name) => Find(name) switch
    {
        null => null,
        { } member => member.Number(),
    };

    /// <summary>Whether a member is true; it need not be there.</summary>
    public bool Flag(string name) => Find(name) is { } member && member.Flag();

    /// <summary>The items of a member; none when there is no such member.</summary>
    public IReadOnlyList<ReportMember> Items(string name, int most) => Find(name)?.Items(most) ?? [];

    private List<ReportMember> Items(int most)
    {
        if (element.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("not a list where one belongs");
        }

        return element.GetArrayLength() <= most
            ? [.. element.EnumerateArray().Select(item => new ReportMember(item))]
            : throw new FormatException($"a list of more than {most} items");
    }

    private bool Flag() => element.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? element.GetBoolean()
        : throw new FormatException("neither true nor false where one belongs");

    private long Number() => element.ValueKind == JsonValueKind.Number && element.TryGetInt64(out var number) && number >= 0
        ? number
        : throw new FormatException("not a whole number where one belongs");

    private ReportMember? Find(string name)
    {
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("not an object where one belongs");
        }

        return element.TryGetProperty(name, out var member) ? new ReportMember(member) : null;
    }
}
