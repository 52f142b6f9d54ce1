namespace Sutler.Go.Cache;

/// <summary>Tells a disk without room, or a quota that is used up, from other failures.</summary>
public static class DiskFull
{
    private const int NoSpace = 28;
    private static readonly int[] Windows = [39, 112, 1295];

    private static int QuotaExceeded => OperatingSystem.IsLinux() ? 122 : 69;

    /// <summary>Whether that is what lies behind <paramref name="failure"/>.</summary>
    public static bool Is(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is NotEnoughSpaceException || (OsError.Is(failure) && IsCode(OsError.Code(failure))))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsCode(int code) => OperatingSystem.IsWindows() ? Windows.Contains(code) : code == NoSpace || code == QuotaExceeded;
}
