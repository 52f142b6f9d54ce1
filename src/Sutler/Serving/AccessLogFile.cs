using Sutler.Errors;
using Sutler.Server.Observation;

namespace Sutler.Serving;

/// <summary>Where the lines of the access log go.</summary>
internal static class AccessLogFile
{
    /// <summary>Opens a file to add to, or standard error for <c>-</c>.</summary>
    public static AccessLog Open(string file, TimeProvider time)
    {
        if (file == "-")
        {
            return new AccessLog(Console.OpenStandardError(), time);
        }

        try
        {
            // Adding is one call of the system: a file that is moved away by a rotation and made anew after a restart loses nothing.
            var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.ReadWrite | FileShare.Delete, BufferSize = 0 };
            if (!OperatingSystem.IsWindows())
            {
                // Names of private modules stand in it.
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead;
            }

            return new AccessLog(new FileStream(file, options), time);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new SutlerException($"opening the access log: {failure.Message}", failure);
        }
    }
}
