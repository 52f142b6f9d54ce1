using Microsoft.Win32.SafeHandles;

namespace Sutler.Go.Cache;

/// <summary>Chooses the system's whole-file lock.</summary>
internal static class PlatformLock
{
    /// <summary>Tries to lock without waiting; false with an <paramref name="error"/> of 0 means that somebody else holds it.</summary>
    internal static bool TryLock(SafeFileHandle file, bool exclusive, out int error)
    {
        try
        {
            return OperatingSystem.IsWindows()
                ? WindowsNative.TryLock(file, exclusive, out error)
                : UnixNative.TryLock(file, exclusive, out error);
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // A system without flock: exclusion inside this process (PathGates) is all there is.
            error = 0;
            return true;
        }
    }

    /// <summary>Unlocks what <see cref="TryLock"/> locked.</summary>
    internal static void Unlock(SafeFileHandle file)
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                WindowsNative.Unlock(file);
            }
            else
            {
                UnixNative.Unlock(file);
            }
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            // Nothing was locked.
        }
    }
}
