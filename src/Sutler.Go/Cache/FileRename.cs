using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>Renames over whatever is there, in one step, or fails: never a copy.</summary>
internal static class FileRename
{
    private const int CrossDevice = 18;
    private static readonly TimeSpan RetryFor = TimeSpan.FromSeconds(2);

    /// <summary>Renames a file or directory within one file system.</summary>
    internal static async Task RunAsync(string from, string to, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!await TryAsync(from, to, time, cancellationToken))
        {
            throw OsError.Rename(from, to, CrossDevice);
        }
    }

    /// <summary>
    /// Renames, or answers false when the two names lie on different file systems. On Windows a virus scanner or another go may hold
    /// either name for a moment, so refusals are retried for up to two seconds. Spec: ATOMIC-1.
    /// </summary>
    internal static async Task<bool> TryAsync(string from, string to, TimeProvider time, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        TimeSpan delay = TimeSpan.FromMilliseconds(1);
        while (Attempt(from, to) is { } error)
        {
            if (error == CrossDevice && !OperatingSystem.IsWindows())
            {
                return false;
            }

            if (!OperatingSystem.IsWindows() || error is not (2 or 5 or 32) || time.GetElapsedTime(start) + delay > RetryFor)
            {
                throw OsError.Rename(from, to, error);
            }

            await Task.Delay(delay, time, cancellationToken);
            delay *= 2;
        }

        return true;
    }

    private static int? Attempt(string from, string to)
    {
        if (!OperatingSystem.IsWindows())
        {
            int code = UnixNative.Rename(from, to);
            return code == 0 ? null : code;
        }

        try
        {
            if (Directory.Exists(from))
            {
                Directory.Move(from, to);
            }
            else
            {
                File.Move(from, to, overwrite: true);
            }

            return null;
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return OsError.Code(error);
        }
    }
}
