using System.Globalization;
using Sutler.CommandLine;

namespace Sutler.OwnCommands;

/// <summary>Reads the quantities that flags of our own commands take: a whole number and its unit.</summary>
internal static class Quantity
{
    private static readonly (string Name, long Size)[] Ages =
        [("s", TimeSpan.TicksPerSecond), ("m", TimeSpan.TicksPerMinute), ("h", TimeSpan.TicksPerHour), ("d", TimeSpan.TicksPerDay), ("w", 7 * TimeSpan.TicksPerDay)];

    private static readonly (string Name, long Size)[] Sizes =
    [
        ("KiB", 1L << 10), ("MiB", 1L << 20), ("GiB", 1L << 30), ("TiB", 1L << 40),
        ("kB", 1000), ("MB", 1_000_000), ("GB", 1_000_000_000), ("TB", 1_000_000_000_000), ("B", 1),
    ];

    /// <summary>A time such as <c>30d</c>; a bare number has no unit and is refused.</summary>
    public static TimeSpan Age(string command, string flag, string text) =>
        Parse(text, Ages) is { } ticks ? TimeSpan.FromTicks(ticks) : throw Misuse(command, flag, text, "a number and s, m, h, d or w, such as 30d");

    /// <summary>Bytes such as <c>10GB</c> (1000s) or <c>10GiB</c> (1024s); a bare number is refused.</summary>
    public static long Bytes(string command, string flag, string text) =>
        Parse(text, Sizes) ?? throw Misuse(command, flag, text, "a number and B, kB, MB, GB, TB, KiB, MiB, GiB or TiB, such as 10GB");

    private static long? Parse(string text, (string Name, long Size)[] units)
    {
        var end = text.AsSpan().IndexOfAnyExceptInRange('0', '9');
        var size = end > 0 ? units.FirstOrDefault(unit => unit.Name == text[end..]).Size : 0;
        return size > 0 && long.TryParse(text.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= long.MaxValue / size
            ? number * size
            : null;
    }

    private static Exception Misuse(string command, string flag, string text, string wanted) =>
        CommandLookup.Misuse($"sutler {command}: --{flag} {text}: want {wanted}", $"sutler help {command}");
}
