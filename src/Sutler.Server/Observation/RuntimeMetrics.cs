namespace Sutler.Server.Observation;

/// <summary>What .NET tells about the process, and what of it operators are shown.</summary>
internal static class RuntimeMetrics
{
    /// <summary>The meter of .NET itself.</summary>
    public const string MeterName = "System.Runtime";

    private static readonly HashSet<string> Shown = new(StringComparer.Ordinal)
    {
        "dotnet.process.cpu.time",
        "dotnet.process.memory.working_set",
        "dotnet.gc.last_collection.memory.committed_size",
        "dotnet.gc.pause.time",
    };

    /// <summary>Whether an instrument is of use to who operates a server.</summary>
    public static bool IsShown(string instrument) => Shown.Contains(instrument);
}
