namespace Sutler.Settings;

/// <summary>One setting in a settings file.</summary>
/// <param name="Setting">Which.</param>
/// <param name="Input">Its value.</param>
/// <param name="Position">Where the value begins.</param>
internal sealed record SettingsFileEntry(Setting Setting, SettingInput Input, TextPosition Position);
