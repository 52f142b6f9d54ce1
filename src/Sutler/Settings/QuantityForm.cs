using System.Globalization;
using System.Text.Json;

namespace Sutler.Settings;

/// <summary>A whole number in a base unit, which a text may give in a larger one.</summary>
internal sealed class QuantityForm : SettingForm<long>
{
    private readonly string _noun;
    private readonly (string Name, long Size)[] _units;
    private readonly string _suffix;

    private QuantityForm(string noun, long least, long most, (string Name, long Size)[] units, string suffix = "")
    {
        (_noun, Least, Most, _units, _suffix) = (noun, least, most, units, suffix);
    }

    /// <summary>Smallest value.</summary>
    public long Least { get; }

    /// <summary>Largest value.</summary>
    public long Most { get; }

    /// <summary>What the value must be a multiple of.</summary>
    public long MultipleOf { get; private init; } = 1;

    /// <inheritdoc/>
    public override string Allowed
    {
        get
        {
            var multiple = MultipleOf == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" and a multiple of {MultipleOf}");
            return string.Create(CultureInfo.InvariantCulture, $"{_noun} from {Least} to {Most}{multiple}");
        }
    }

    /// <summary>A plain number.</summary>
    public static QuantityForm Count(long least, long most) => new("a whole number", least, most, []);

    /// <summary>Milliseconds; texts may end in ms, s, m or h.</summary>
    public static QuantityForm Milliseconds(long least, long most) =>
        new("milliseconds (or a text such as \"30s\" or \"5m\")", least, most, [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000)]);

    /// <summary>The same for what lasts longer; texts may also end in d, for days.</summary>
    public static QuantityForm LongTime(long least, long most) =>
        new("milliseconds (or a text such as \"12h\" or \"90d\")", least, most, [("ms", 1), ("s", 1000), ("m", 60_000), ("h", 3_600_000), ("d", 86_400_000)]);

    /// <summary>Bytes; texts may end in kB, MB, GB (powers of 1000) or KiB, MiB, GiB (of 1024).</summary>
    public static QuantityForm Bytes(long least, long most, long multipleOf) =>
        new("bytes (or a text such as \"8MiB\")", least, most, ByteUnits) { MultipleOf = multipleOf };

    /// <summary>Bytes a second; texts as for bytes, <c>/s</c> may follow.</summary>
    public static QuantityForm Rate(long least, long most) => new("bytes a second (or a text such as \"2MB/s\")", least, most, ByteUnits, "/s");

    /// <inheritdoc/>
    public override long Read(SettingInput input, string directory) => input switch
    {
        SettingInput.JsonNumber number => Check(input, ParseDigits(number.Digits, 1)),
        SettingInput.Variable variable => Check(input, ParseText(variable.Text)),
        SettingInput.JsonText text when _units.Length > 0 => Check(input, ParseText(text.Text)),
        _ => throw Refused(input),
    };

    /// <inheritdoc/>
    public override string Show(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, long value) => writer.WriteNumberValue(value);

    /// <inheritdoc/>
    public override void Describe(Utf8JsonWriter writer)
    {
        if (_units.Length == 0)
        {
            writer.WriteString("type", "integer");
        }
        else
        {
            writer.WriteStartArray("type");
            writer.WriteStringValue("integer");
            writer.WriteStringValue("string");
            writer.WriteEndArray();
            writer.WriteString("pattern", $"^[0-9]+ ?({string.Join('|', _units.Select(unit => unit.Name))})?{(_suffix.Length > 0 ? $"({_suffix})?" : "")}$");
        }

        writer.WriteNumber("minimum", Least);
        writer.WriteNumber("maximum", Most);
        if (MultipleOf > 1)
        {
            writer.WriteNumber("multipleOf", MultipleOf);
        }
    }

    private static (string Name, long Size)[] ByteUnits { get; } =
        [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("B", 1)];

    private long Check(SettingInput input, long? value) =>
        value is { } number && number >= Least && number <= Most && number % MultipleOf == 0 ? number : throw Refused(input);

    // Units are told apart by case: mB would be neither.
    private long? ParseText(string text)
    {
        text = text.Trim(' ');
        if (_suffix.Length > 0 && text.EndsWith(_suffix, StringComparison.Ordinal))
        {
            text = text[..^_suffix.Length];
        }

        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? text[..end] : text;
        var unit = text[digits.Length..].TrimStart(' ');
        var size = unit.Length == 0 ? 1 : _units.FirstOrDefault(known => known.Name == unit).Size;
        return size == 0 ? null : ParseDigits(digits, size);
    }

    private static long? ParseDigits(string digits, long size) =>
        long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / size ? number * size : null;
}
