namespace Sutler.Settings;

/// <summary>The value of a setting as it was written, before it is known to be of the right form.</summary>
internal abstract record SettingInput
{
    private const int Longest = 60;

    private SettingInput()
    {
    }

    /// <summary>How an error message names the value.</summary>
    public abstract string Shown { get; }

    private static string Quote(string text) => $"\"{(text.Length > Longest ? text[..Longest] + "…" : text)}\"";

    /// <summary>The text of an environment variable, which stands for a value of any kind.</summary>
    public sealed record Variable(string Text) : SettingInput
    {
        /// <inheritdoc/>
        public override string Shown => Quote(Text);
    }

    /// <summary>A JSON string.</summary>
    public sealed record JsonText(string Text) : SettingInput
    {
        /// <inheritdoc/>
        public override string Shown => Quote(Text);
    }

    /// <summary>A JSON number, as written.</summary>
    public sealed record JsonNumber(string Digits) : SettingInput
    {
        /// <inheritdoc/>
        public override string Shown => Digits.Length > Longest ? Digits[..Longest] + "…" : Digits;
    }

    /// <summary>true or false.</summary>
    public sealed record JsonBoolean(bool Value) : SettingInput
    {
        /// <inheritdoc/>
        public override string Shown => Value ? "true" : "false";
    }

    /// <summary>A JSON array of strings.</summary>
    public sealed record JsonList(IReadOnlyList<string> Items) : SettingInput
    {
        /// <inheritdoc/>
        public override string Shown => "a list";
    }

    /// <summary>Anything else, which no setting takes.</summary>
    /// <param name="Kind">Such as <c>an object</c>.</param>
    public sealed record Other(string Kind) : SettingInput
    {
        /// <inheritdoc/>
        public override string Shown => Kind;
    }
}
