using Sutler.CommandLine;

namespace Sutler.Settings;

/// <summary>Variables that begin like ours but are not: probably misspelt, and without effect.</summary>
internal static class UnknownVariables
{
    private const string Prefix = "SUTLER_";

    private static readonly string[] Others = [SettingsReader.FileVariable, "SUTLER_DEBUG"];

    /// <summary>Their names in order, each with the one that may be meant.</summary>
    public static IReadOnlyList<(string Name, string? Meant)> In(IReadOnlyDictionary<string, string> variables)
    {
        string[] known = [.. SettingSections.All.Select(setting => setting.Variable), .. Others];
        var comparer = OperatingSystem.IsWindows() ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal;
        return
        [
            .. variables.Keys
                .Where(name => name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase) && !known.Contains(name, comparer))
                .Order(StringComparer.Ordinal)
                .Select(name => (name, Nearest(name, known))),
        ];
    }

    // The prefix is no sign of likeness.
    private static string? Nearest(string name, string[] known) =>
        Spelling.Nearest(name[Prefix.Length..].ToUpperInvariant(), known.Select(one => one[Prefix.Length..])) is { } near ? Prefix + near : null;
}
