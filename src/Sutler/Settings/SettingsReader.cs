using System.Globalization;

namespace Sutler.Settings;

/// <summary>Reads the settings of a run.</summary>
internal static class SettingsReader
{
    /// <summary>The settings in force: environment, then defaults.</summary>
    public static ClientSettings Read(IReadOnlyDictionary<string, string> variables)
    {
        var defaults = new ClientSettings();
        return int.TryParse(variables.GetValueOrDefault("SUTLER_RETRIES"), NumberStyles.None, CultureInfo.InvariantCulture, out var retries)
            ? defaults with { Retries = retries }
            : defaults;
    }
}
