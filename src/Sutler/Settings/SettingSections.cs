namespace Sutler.Settings;

/// <summary>The sections of <c>sutler.json</c>.</summary>
internal static class SettingSections
{
    /// <summary>Their names in order.</summary>
    public static IReadOnlyList<string> Names { get; } = ["client", "server"];

    /// <summary>Every key there is.</summary>
    public static IEnumerable<Setting> All => Names.SelectMany(Of);

    /// <summary>The keys of one; those of the server are not made before somebody asks.</summary>
    public static IReadOnlyList<Setting> Of(string name) => name == "client" ? ClientSchema.All : ServerSchema.All;
}
