namespace Sutler.Settings;

/// <summary>The settings in force and where each came from.</summary>
internal sealed record LoadedSettings
{
    /// <summary>The settings.</summary>
    public required SettingValues Values { get; init; }

    /// <summary>Those of downloads.</summary>
    public ClientSettings Client => Values.Client;

    /// <summary>Those of the server, as far as they were asked for.</summary>
    public ServerSettings Server => Values.Server;

    /// <summary>The file that was read, or would be if it existed; null where there is no place for one.</summary>
    public string? File { get; init; }

    /// <summary>Whether there is such a file.</summary>
    public bool FileExists { get; init; }

    /// <summary>Origins of the values that are not defaults.</summary>
    public required IReadOnlyDictionary<Setting, SettingOrigin> Origins { get; init; }

    /// <summary>Where a value came from.</summary>
    public SettingOrigin OriginOf(Setting setting) => Origins.GetValueOrDefault(setting) ?? new SettingOrigin.Default();
}
