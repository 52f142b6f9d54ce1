namespace Sutler.Settings;

/// <summary>The name of a file, as <see cref="FileForm"/>, or a hyphen for standard error.</summary>
internal sealed class LogForm : TextForm<string>
{
    /// <inheritdoc/>
    public override string Allowed => "the name of a file, or - for standard error";

    /// <inheritdoc/>
    public override string Show(string? value) => value ?? "";

    /// <inheritdoc/>
    protected override string Parse(string text, string directory) =>
        text == "-" ? text : text.Contains('\0') ? throw new FormatException($"must be {Allowed}") : Path.GetFullPath(text, directory);
}
