using System.Runtime.InteropServices;

namespace Sutler.Go.Cache;

/// <summary>How many files this process may have open, so that work which keeps files open can be as wide as the system allows.</summary>
internal static partial class OpenFileLimit
{
    private const int OwnUse = 40;
    private const int FilesPerJob = 10;

    /// <summary>How many jobs of a few open files each may run at once: at most <paramref name="most"/>, at least two.</summary>
    public static int Jobs(int most) => (int)Math.Clamp((Read() - OwnUse) / FilesPerJob, 2, most);

    /// <summary>The limit; the runtime has raised the soft one to the hard one, where it could.</summary>
    public static long Read()
    {
        if (OperatingSystem.IsWindows())
        {
            return long.MaxValue;
        }

        return GetLimit(OperatingSystem.IsLinux() ? 7 : 8, out var limit) == 0 ? (long)Math.Min(limit.Soft, long.MaxValue) : 256;
    }

    [LibraryImport("libc", EntryPoint = "getrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int GetLimit(int resource, out Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
