using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;

namespace Sutler.Go.Cache;

/// <summary>Locks of Windows over the whole possible range of a file, as the go command takes them. Spec: LOCK-1.</summary>
[SupportedOSPlatform("windows")]
internal static unsafe partial class WindowsNative
{
    private const uint FailImmediately = 1;
    private const uint ExclusiveLock = 2;
    private const int LockViolation = 33;
    private const int IoPending = 997;

    internal static bool TryLock(SafeFileHandle file, bool exclusive, out int error)
    {
        NativeOverlapped position = default;
        bool locked = LockFileEx(file, FailImmediately | (exclusive ? ExclusiveLock : 0), 0, uint.MaxValue, uint.MaxValue, &position);
        error = locked ? 0 : Marshal.GetLastPInvokeError();
        error = error is LockViolation or IoPending ? 0 : error;
        return locked;
    }

    internal static void Unlock(SafeFileHandle file)
    {
        NativeOverlapped position = default;
        _ = UnlockFileEx(file, 0, uint.MaxValue, uint.MaxValue, &position);
    }

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool LockFileEx(SafeFileHandle file, uint flags, uint reserved, uint low, uint high, NativeOverlapped* position);

    [LibraryImport("kernel32", SetLastError = true)]
    [return: MarshalAs(UnmanagedType.Bool)]
    private static partial bool UnlockFileEx(SafeFileHandle file, uint reserved, uint low, uint high, NativeOverlapped* position);
}
