using Sutler.CommandLine;

namespace Sutler.Progress;

/// <summary>The words for <see cref="ProgressMode"/> on a command line.</summary>
internal static class ProgressModes
{
    /// <summary>All of them, for shells.</summary>
    public static FlagValue Words { get; } = new FlagValue.Words("auto", "bar", "plain", "json", "off");

    /// <summary>Reads one; any other text throws <see cref="FormatException"/>.</summary>
    public static ProgressMode Parse(string text) => text switch
    {
        "auto" => ProgressMode.Auto,
        "bar" => ProgressMode.Bar,
        "plain" => ProgressMode.Plain,
        "json" => ProgressMode.Json,
        "off" => ProgressMode.Off,
        _ => throw new FormatException("must be auto, bar, plain, json or off"),
    };
}
