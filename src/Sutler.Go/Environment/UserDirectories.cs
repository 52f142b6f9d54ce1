namespace Sutler.Go.Environment;

/// <summary>Directories of the user, by the rules of Go's standard library.</summary>
public static class UserDirectories
{
    /// <summary>The home directory; empty if that cannot be told.</summary>
    public static string Home(IReadOnlyDictionary<string, string> variables) => Variable(variables, SettingsLookup.HomeVariable);

    /// <summary>Where programs keep a user's configuration on this system; empty if that cannot be told. Spec: CMD-6.</summary>
    public static string Configuration(IReadOnlyDictionary<string, string> variables)
    {
        if (OperatingSystem.IsWindows())
        {
            return Variable(variables, EnvironmentVariables.AppData);
        }

        string home = Home(variables);
        if (OperatingSystem.IsMacOS() || OperatingSystem.IsIOS())
        {
            return home.Length == 0 ? "" : Path.Combine(home, "Library", "Application Support");
        }

        string configured = Variable(variables, EnvironmentVariables.XdgConfigHome);
        if (configured.Length > 0)
        {
            return Path.IsPathRooted(configured) ? configured : "";
        }

        return home.Length == 0 ? "" : Path.Combine(home, ".config");
    }

    /// <summary>Where programs keep a user's data on this system; empty if that cannot be told.</summary>
    public static string Data(IReadOnlyDictionary<string, string> variables)
    {
        if (OperatingSystem.IsWindows())
        {
            return variables.GetValueOrDefault("LocalAppData", "");
        }

        if (OperatingSystem.IsMacOS() || OperatingSystem.IsIOS())
        {
            return Configuration(variables);
        }

        var (configured, home) = (variables.GetValueOrDefault("XDG_DATA_HOME", ""), Home(variables));
        return Path.IsPathRooted(configured) ? configured : home.Length == 0 ? "" : Path.Combine(home, ".local", "share");
    }

    private static string Variable(IReadOnlyDictionary<string, string> variables, EnvironmentVariable variable) => variables.GetValueOrDefault(variable.Name, "");
}
