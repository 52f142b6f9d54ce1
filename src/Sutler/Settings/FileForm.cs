namespace Sutler.Settings;

/// <summary>The name of a file, made absolute: beside the settings file when it stands there, else in the current directory.</summary>
internal sealed class FileForm : TextForm<string>
{
    /// <inheritdoc/>
    public override string Allowed => "the name of a file";

    /// <inheritdoc/>
    public override string Show(string? value) => value ?? "";

    /// <inheritdoc/>
    protected override string Parse(string text, string directory) =>
        text.Contains('\0') ? throw new FormatException($"must be {Allowed}") : Path.GetFullPath(text, directory);
}
