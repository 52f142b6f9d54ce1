using System.Runtime.InteropServices;
using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>Says what the operating system refused in the go command's words: <c>open /x/y: permission denied</c>.</summary>
/// <remarks>
/// .NET's own messages name neither the operation nor the system's reason. A missing file gives an exception with
/// <see cref="SutlerException.IsNotExist"/>. Spec: CMD-10, WRITE-11, RO-2.
/// </remarks>
public static class OsError
{
    internal const int NotDirectory = 20;
    private const int NoEntry = 2;
    private const int WindowsPathNotFound = 3;
    private const int AccessDenied = 13;
    internal const int IsDirectory = 21;
    private const int WindowsFacility = unchecked((int)0x80070000);

    /// <summary>Whether <paramref name="error"/> came from the file system rather than from a mistake of ours.</summary>
    public static bool Is(Exception error) => error is IOException or UnauthorizedAccessException;

    /// <summary>Whether <paramref name="error"/> says that the file or a directory above it is missing.</summary>
    public static bool IsNotExist(Exception error) =>
        error is SutlerException known ? known.IsNotExist : IsNotExistCode(Code(error));

    /// <summary><c>operation path: reason</c>, as Go's <c>PathError</c> prints it.</summary>
    /// <param name="operation">The system call's name: <c>open</c>, <c>mkdir</c>, <c>read</c>, <c>stat</c>, <c>remove</c>.</param>
    /// <param name="path">The path as it was given to the call.</param>
    /// <param name="error">What .NET threw.</param>
    public static SutlerException Create(string operation, string path, Exception error)
    {
        if (operation is "open" or "read" && error is UnauthorizedAccessException && Directory.Exists(path))
        {
            // .NET refuses to open a directory at all; go opens it and fails when it reads.
            return FromCode("read", path, IsDirectory, error);
        }

        return FromCode(operation, path, Code(error), error);
    }

    /// <summary>The same for a bare code of the system: errno, or a Win32 error.</summary>
    public static SutlerException FromCode(string operation, string path, int code, Exception? error = null) =>
        new($"{operation} {path}: {Describe(code)}", error) { IsNotExist = IsNotExistCode(code) };

    /// <summary><c>rename from to: reason</c>, as Go's <c>LinkError</c> prints it.</summary>
    public static SutlerException Rename(string from, string to, int code, Exception? error = null) =>
        new($"rename {from} {to}: {Describe(code)}", error) { IsNotExist = IsNotExistCode(code) };

    /// <summary>The system's code behind an exception: errno, or a Win32 error on Windows.</summary>
    public static int Code(Exception error) => error switch
    {
        DirectoryNotFoundException when OperatingSystem.IsWindows() => WindowsPathNotFound,
        FileNotFoundException or DirectoryNotFoundException => NoEntry,
        PathTooLongException when !OperatingSystem.IsWindows() => OperatingSystem.IsLinux() ? 36 : 63,
        UnauthorizedAccessException { InnerException: IOException inner } => Code(inner),
        UnauthorizedAccessException => OperatingSystem.IsWindows() ? 5 : AccessDenied,
        IOException when (error.HResult & unchecked((int)0xFFFF0000)) == WindowsFacility => error.HResult & 0xFFFF,
        IOException => error.HResult,
        _ => 0,
    };

    /// <summary>The system's text for a code as Go has it: on Unix with a small first letter.</summary>
    public static string Describe(int code)
    {
        string text = Marshal.GetPInvokeErrorMessage(code);
        return OperatingSystem.IsWindows() || text.Length == 0 ? text : char.ToLowerInvariant(text[0]) + text[1..];
    }

    private static bool IsNotExistCode(int code) =>
        code == NoEntry || (OperatingSystem.IsWindows() && code == WindowsPathNotFound);
}
