using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sutler.Bench;

/// <summary>
/// Runs a program and measures it. CPU time is what the kernel adds to RUSAGE_CHILDREN when the program is reaped; nothing else
/// may be reaped meanwhile. The peak is VmHWM read every two milliseconds: ru_maxrss of a child starts at its parent's size,
/// which is larger than what is measured here.
/// </summary>
internal static partial class MeasuredProcess
{
    private const int ChildrenUsage = -1;
    private const int PollMilliseconds = 2;

    /// <summary>Runs to the end.</summary>
    public static ProcessOutcome Run(string program, IReadOnlyList<string> arguments, string directory, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = directory,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment.Clear();
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var before = ChildrenTime();
        var watch = Stopwatch.StartNew();
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start");
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var peak = 0L;
        while (!process.WaitForExit(PollMilliseconds))
        {
            peak = Math.Max(peak, PeakBytes(process.Id));
        }

        var wall = watch.Elapsed;
        process.WaitForExit();
#pragma warning disable VSTHRD002 // The process has ended: both streams are at their end.
        var text = output.Result + error.Result;
#pragma warning restore VSTHRD002
        return new ProcessOutcome(new Measurement(wall, ChildrenTime() - before, peak), process.ExitCode, text);
    }

    private static long PeakBytes(int process)
    {
        try
        {
            var line = File.ReadLines($"/proc/{process}/status").FirstOrDefault(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Trim(), CultureInfo.InvariantCulture) * 1024;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    private static TimeSpan ChildrenTime()
    {
        var usage = default(ResourceUsage);
        if (GetResourceUsage(ChildrenUsage, ref usage) != 0)
        {
            throw new InvalidOperationException("getrusage failed");
        }

        return TimeSpan.FromSeconds(usage.UserSeconds + usage.SystemSeconds) + TimeSpan.FromMicroseconds(usage.UserMicroseconds + usage.SystemMicroseconds);
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetResourceUsage(int who, ref ResourceUsage usage);

    /// <summary>struct rusage of 64-bit Linux: two times, then fourteen counts that nobody here reads.</summary>
    [StructLayout(LayoutKind.Sequential, Size = (4 + 14) * sizeof(long))]
    private struct ResourceUsage
    {
        public long UserSeconds;
        public long UserMicroseconds;
        public long SystemSeconds;
        public long SystemMicroseconds;
    }
}
