namespace Sutler.Settings;

/// <summary>The values of all sections; made new, the defaults.</summary>
internal sealed record SettingValues
{
    /// <summary>How modules are downloaded.</summary>
    public ClientSettings Client { get; init; } = new();

    /// <summary>How <c>sutler serve</c> answers.</summary>
    public ServerSettings Server { get; init; } = ServerSettings.Default;
}
