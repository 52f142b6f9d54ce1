using System.Runtime.InteropServices;

namespace Sutler.Progress;

/// <summary>How fast a download goes.</summary>
/// <param name="BytesPerSecond">Over the last seconds.</param>
/// <param name="Left">The time it will take yet, where there is ground for saying so; else null.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct ProgressPace(long BytesPerSecond, TimeSpan? Left);

/// <summary>Measures the pace of a download. For one caller at a time.</summary>
internal sealed class PaceMeter(TimeProvider time)
{
    /// <summary>Fewer modules than this say nothing about the others.</summary>
    private const int EnoughModules = 3;

    private static readonly TimeSpan EnoughTime = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(7);

    private readonly TransferRate _bytes = new(time, TimeSpan.FromSeconds(3));
    private readonly TransferRate _modules = new(time, TimeSpan.FromSeconds(20));
    private readonly long _start = time.GetTimestamp();

    /// <summary>The pace now.</summary>
    public ProgressPace Update(ProgressSnapshot now)
    {
        var bytes = _bytes.Update(now.Bytes);
        var modules = _modules.Update(now.Downloaded);
        return new ProgressPace((long)bytes, time.GetElapsedTime(_start) < EnoughTime ? null : Left(now, bytes, modules));
    }

    // From the bytes where it is known, or can be estimated, how many are to come, else from the modules that came over the network: cached ones
    // take no time.
    private static TimeSpan? Left(ProgressSnapshot now, double bytes, double modules)
    {
        var seconds = now switch
        {
            { Planned: var planned, Ended: var ended } when planned <= ended => double.PositiveInfinity,
            { BytesExpected: { } left } => left / bytes,
            { Downloaded: >= EnoughModules } => (now.Planned - now.Ended) / modules,
            _ => double.PositiveInfinity,
        };
        return seconds > 0 && seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : null;
    }
}
