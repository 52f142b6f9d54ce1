using Sutler.Go.Cache;
using Sutler.Go.Environment;

namespace Sutler.Settings;

/// <summary>Reads the settings of a run: environment over file over defaults. Flags are the commands' own.</summary>
/// <remarks>
/// The file is the one that SUTLER_CONFIG names, else <c>sutler/sutler.json</c> in the user's configuration directory; never one of the
/// project, since a checkout of a stranger's must not choose proxies and certificates. An empty variable counts as not set.
/// </remarks>
internal static class SettingsReader
{
    /// <summary>Names the file, or is <c>off</c>.</summary>
    public const string FileVariable = "SUTLER_CONFIG";

    /// <summary>The settings in force; what cannot be understood ends the run with exit code 2.</summary>
    /// <param name="variables">The environment.</param>
    /// <param name="workingDirectory">Absolute.</param>
    /// <param name="server">Whether variables of the server count; what the file says of it is always checked.</param>
    public static LoadedSettings Read(IReadOnlyDictionary<string, string> variables, string workingDirectory, bool server = false)
    {
        var (file, required) = FindFile(variables, workingDirectory);
        var exists = file is not null && (required || Path.Exists(file));
        var settings = new SettingValues();
        var origins = new Dictionary<Setting, SettingOrigin>();
        foreach (var entry in exists ? SettingsFile.Parse(Load(file!, required), file!) : [])
        {
            settings = Apply(entry.Setting, settings, entry.Input, Path.GetDirectoryName(file!)!, $"{file}:{entry.Position}: {entry.Setting.Path}");
            origins[entry.Setting] = new SettingOrigin.File(file!, entry.Position.Line);
        }

        foreach (var setting in server ? SettingSections.All : ClientSchema.All)
        {
            if (variables.GetValueOrDefault(setting.Variable) is { Length: > 0 } text)
            {
                settings = Apply(setting, settings, new SettingInput.Variable(text), workingDirectory, setting.Variable);
                origins[setting] = new SettingOrigin.Environment(setting.Variable);
            }
        }

        return Complete(new LoadedSettings { Values = settings, File = file, FileExists = exists, Origins = origins });
    }

    private static (string? File, bool Required) FindFile(IReadOnlyDictionary<string, string> variables, string workingDirectory) =>
        variables.GetValueOrDefault(FileVariable, "") switch
        {
            "off" => (null, false),
            { Length: > 0 } named => (Path.GetFullPath(named, workingDirectory), true),
            _ => UserDirectories.Configuration(variables) is { Length: > 0 } directory ? (Path.Combine(directory, "sutler", "sutler.json"), false) : (null, false),
        };

    private static byte[] Load(string file, bool required)
    {
        if (FileTarget.OfOther(file) is { } kind)
        {
            throw SettingsErrors.Wrong(file, $"is {kind}, not a regular file; {(required ? $"{FileVariable} must name one, or be off" : $"put one there, or set {FileVariable}=off")}");
        }

        try
        {
            // Not its length: it may grow, or be one of the system's that have none.
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
            var buffer = new byte[SettingsFile.Largest + 1];
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return length <= SettingsFile.Largest ? buffer[..length] : throw SettingsErrors.Wrong(file, "is larger than 1 MiB");
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            throw SettingsErrors.Wrong(file, $"no such file ({FileVariable} names it)", error);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw SettingsErrors.Wrong(file, "cannot be read: " + error.Message, error);
        }
    }

    private static SettingValues Apply(Setting setting, SettingValues settings, SettingInput input, string directory, string where)
    {
        try
        {
            return setting.Apply(settings, input, directory);
        }
        catch (FormatException error)
        {
            throw SettingsErrors.Wrong(where, error.Message, error);
        }
    }

    // What takes more than one value, or more than its text, to be right.
    private static LoadedSettings Complete(LoadedSettings loaded)
    {
        var client = loaded.Client;
        if (client is { StrictSsl: false, InsecureHosts: [] })
        {
            throw SettingsErrors.Wrong(
                Where(loaded, "strictSSL"),
                "false needs client.insecureHosts (SUTLER_INSECURE_HOSTS) to name the hosts whose certificates are not to be checked");
        }

        try
        {
            return client.CaFile is { } file ? loaded with { Values = loaded.Values with { Client = client with { AdditionalRoots = CertificateFile.Read(file) } } } : loaded;
        }
        catch (FormatException error)
        {
            throw SettingsErrors.Wrong(Where(loaded, "caFile"), error.Message, error);
        }
    }

    private static string Where(LoadedSettings loaded, string name)
    {
        var setting = ClientSchema.All.First(setting => setting.Name == name);
        return loaded.OriginOf(setting) is SettingOrigin.Environment { Variable: var variable } ? variable : $"{loaded.OriginOf(setting)}: {setting.Path}";
    }
}
