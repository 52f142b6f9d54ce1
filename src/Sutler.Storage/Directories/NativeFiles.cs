using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sutler.Storage.Directories;

/// <summary>The calls of the C library that .NET does not offer as they are.</summary>
[UnsupportedOSPlatform("windows")]
internal static partial class NativeFiles
{
    private const int LockExclusive = 2;
    private const int LockNonBlocking = 4;
    private const int Interrupted = 4;

    /// <summary>What <see cref="TryLock"/> answers when somebody else holds the lock.</summary>
    internal static int WouldBlock => OperatingSystem.IsLinux() ? 11 : 35;

    /// <summary>flock(2), exclusive, without waiting; 0 or errno. The lock goes with the open file, however the process ends.</summary>
    internal static int TryLock(SafeFileHandle file)
    {
        int error;
        do
        {
            error = flock(file, LockExclusive | LockNonBlocking) == 0 ? 0 : Marshal.GetLastPInvokeError();
        }
        while (error == Interrupted);
        return error;
    }

    /// <summary>rename(2) and nothing else, 0 or errno: <see cref="File.Move(string, string, bool)"/> copies across file systems, which is not atomic.</summary>
    internal static int Rename(string from, string to) => rename(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();

    [LibraryImport("libc", SetLastError = true)]
    private static partial int flock(SafeFileHandle file, int operation);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int rename(string from, string to);
}
