using System.Text.Json;

namespace Sutler.Settings;

/// <summary>How values of a setting are written: in JSON, in a variable, on the screen and in the JSON schema.</summary>
internal abstract class SettingForm<T>
{
    /// <summary>What is allowed, to follow <c>must be</c>.</summary>
    public abstract string Allowed { get; }

    /// <summary>The value, or a <see cref="FormatException"/> whose message follows the setting's name.</summary>
    /// <param name="input">As written.</param>
    /// <param name="directory">What a relative file name is relative to.</param>
    public abstract T Read(SettingInput input, string directory);

    /// <summary>The value for a reader; empty for none. No passwords.</summary>
    public abstract string Show(T value);

    /// <summary>The value as JSON. No passwords.</summary>
    public abstract void Write(Utf8JsonWriter writer, T value);

    /// <summary>The properties of a JSON schema that describe the value.</summary>
    public abstract void Describe(Utf8JsonWriter writer);

    /// <summary>The failure of a value that is not of the form.</summary>
    protected FormatException Refused(SettingInput input) => new($"must be {Allowed}, not {input.Shown}");
}
