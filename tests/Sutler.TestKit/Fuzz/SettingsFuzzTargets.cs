using Sutler.Errors;
using Sutler.Settings;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets for sutler.json.</summary>
public static class SettingsFuzzTargets
{
    /// <summary>A settings file is refused with exit code 2 and one line that names a place in it, or its values can be shown and stand once each.</summary>
    public static void SettingsFileJson(ReadOnlySpan<byte> data)
    {
        try
        {
            var entries = SettingsFile.Parse(data, "sutler.json");
            if (entries.DistinctBy(entry => entry.Setting).Count() != entries.Count)
            {
                throw new InvalidOperationException("a key was taken twice");
            }

            foreach (var entry in entries)
            {
                Show(entry);
            }
        }
        catch (FatalException refused) when (refused.ExitCode == 2 && refused.Message.StartsWith("sutler: sutler.json:", StringComparison.Ordinal))
        {
        }
    }

    private static void Show(SettingsFileEntry entry)
    {
        try
        {
            var settings = entry.Setting.Apply(new SettingValues(), entry.Input, "/home");
            if (entry.Setting.Name == "proxy" && settings.Client.Proxy is { Password.Length: > 2 } proxy && entry.Setting.Show(settings).Contains(':' + proxy.Password + '@', StringComparison.Ordinal)
                && proxy.Password != "xxxxx")
            {
                throw new InvalidOperationException("a password was shown");
            }
        }
        catch (FormatException)
        {
        }
    }
}
