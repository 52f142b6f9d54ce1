using System.Runtime.InteropServices;

namespace Sutler.Storage.Directories;

/// <summary>Says what the file system refused: <c>write /x/y: no space left on device</c>. .NET's own messages name neither the operation nor the reason.</summary>
internal static class FileFailure
{
    /// <summary>The code of a rename between two file systems.</summary>
    internal const int CrossDevice = 18;

    /// <summary>The code of a full disk, on Unix.</summary>
    internal const int NoSpace = 28;

    private const int NoEntry = 2;
    private const int AccessDenied = 13;
    private const int WindowsAccessDenied = 5;
    private const int WindowsFacility = unchecked((int)0x80070000);

    // Disk full, handle disk full, quota exceeded.
    private static readonly int[] WindowsFull = [112, 39, 1295];

    private static int QuotaExceeded => OperatingSystem.IsLinux() ? 122 : 69;

    /// <summary>Whether the file system refused something, as opposed to a mistake of ours.</summary>
    internal static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Whether the file is missing, or a directory above it.</summary>
    internal static bool IsMissing(Exception error) => error is FileNotFoundException or DirectoryNotFoundException;

    /// <summary>The failure of an operation on a path, as .NET threw it.</summary>
    internal static StorageException Create(string operation, string path, Exception error) => FromCode(operation, path, Code(error), error);

    /// <summary>The same for a bare code of the system: errno, or a Win32 error.</summary>
    internal static StorageException FromCode(string operation, string path, int code, Exception? error = null)
    {
        var isFull = OperatingSystem.IsWindows() ? WindowsFull.Contains(code) : code == NoSpace || code == QuotaExceeded;
        return new StorageException($"{operation} {path}: {Describe(code)}", error)
        {
            Fault = isFull ? StorageFault.Full : StorageFault.Unavailable,
            Hint = isFull ? "make room on that file system, or let the store keep less; nothing incomplete was left" : null,
        };
    }

    private static int Code(Exception error) => error switch
    {
        FileNotFoundException or DirectoryNotFoundException => NoEntry,
        UnauthorizedAccessException { InnerException: IOException inner } => Code(inner),
        UnauthorizedAccessException => OperatingSystem.IsWindows() ? WindowsAccessDenied : AccessDenied,
        IOException when (error.HResult & unchecked((int)0xFFFF0000)) == WindowsFacility => error.HResult & 0xFFFF,
        _ => error.HResult,
    };

    private static string Describe(int code)
    {
        var text = Marshal.GetPInvokeErrorMessage(code);
        return OperatingSystem.IsWindows() || text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }
}
