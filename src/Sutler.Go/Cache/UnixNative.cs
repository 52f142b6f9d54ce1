using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sutler.Go.Cache;

/// <summary>The calls of the C library that .NET does not offer as they are.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class UnixNative
{
    private const int LockShared = 1;
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int LockUnlock = 8;
    private const int Interrupted = 4;
    private const int TerminateSignal = 15;
    private const int KillSignal = 9;

    private static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>Tries to lock without waiting; <paramref name="error"/> is the errno of a real failure, else 0. Spec: LOCK-1.</summary>
    internal static bool TryLock(SafeFileHandle file, bool exclusive, out int error)
    {
        error = Flock(file, (exclusive ? LockExclusive : LockShared) | LockNonBlocking);
        bool locked = error == 0;
        error = error == WouldBlock ? 0 : error;
        return locked;
    }

    /// <summary>Unlocks; closing would do too, but not while a child process still holds a copy of the descriptor.</summary>
    internal static void Unlock(SafeFileHandle file) => _ = Flock(file, LockUnlock);

    /// <summary>rename(2) and nothing else: <see cref="File.Move(string, string, bool)"/> copies across file systems, which is not atomic.</summary>
    /// <returns>0 or errno.</returns>
    internal static int Rename(string from, string to) => rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    /// <summary>link(2): a second name for a file; false where it cannot be had.</summary>
    internal static bool TryLink(string from, string to) => link(from, to) == 0;

    /// <summary>kill(2) with SIGTERM, which has the same number everywhere; false when there is no such process of ours.</summary>
    internal static bool TryTerminate(int process) => kill(process, TerminateSignal) == 0;

    /// <summary>The same with SIGKILL.</summary>
    internal static bool TryKill(int process) => kill(process, KillSignal) == 0;

    private static int Flock(SafeFileHandle file, int operation)
    {
        int error;
        do
        {
            error = flock(file, operation) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);
        return error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc")]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int link(string from, string to);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
