using System.ComponentModel;
using System.Diagnostics;
using Sutler.Go.Cache;

namespace Sutler.Go.Processes;

/// <summary>Ends programs that nobody waits for.</summary>
internal static class ProgramEnd
{
    /// <summary>Tells a program that still runs to end, and kills it when it does not in time; those it has started end with it.</summary>
    /// <remarks>
    /// Who is killed at once leaves lock files behind, which stop the next program that works in the same directory. SIGTERM rather than
    /// SIGINT: what a script starts in the background is deaf to that.
    /// </remarks>
    public static async Task ForceAsync(Process process, TimeSpan tidyTime, TimeProvider time)
    {
        try
        {
            if (process.HasExited)
            {
                return;
            }

            var family = ProcessFamily.Of(process.Id);
            if (tidyTime > TimeSpan.Zero && await EndsAsync(process, tidyTime, time))
            {
                family.Kill();
                return;
            }

            process.Kill(entireProcessTree: true);
        }
        catch (Exception failure) when (failure is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself, or may not be ended by us.
        }
    }

    private static async Task<bool> EndsAsync(Process process, TimeSpan tidyTime, TimeProvider time)
    {
        if (OperatingSystem.IsWindows() || !UnixNative.TryTerminate(process.Id))
        {
            return false;
        }

        using var patience = new CancellationTokenSource(tidyTime, time);
        try
        {
            await process.WaitForExitAsync(patience.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
