using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Terminals;

/// <summary>What <see cref="Console"/> would do too, but not without switching the terminal's keypad into another mode.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxTerminal
{
    private const int StandardError = 2;
    private const int GetDescriptorFlags = 1;
    private const int ReadWrite = 2;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The size of the terminal behind standard error.</summary>
    public static TerminalSize SizeOfStandardError() =>
        ioctl(StandardError, GetWindowSize, out var size) == 0 ? TerminalSize.Known(size.Columns, size.Rows) : TerminalSize.Default;

    /// <summary>
    /// Puts the null device where the caller left no standard stream (<c>2>&amp;-</c>): the next file opened would get that number, and
    /// messages would be written into it.
    /// </summary>
    public static void OccupyStandardStreams()
    {
        for (var descriptor = 0; descriptor <= StandardError; descriptor++)
        {
            if (fcntl(descriptor, GetDescriptorFlags) < 0)
            {
                // The lowest free number is this one.
                _ = open("/dev/null", ReadWrite);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "ioctl")]
    private static partial int ioctl(int descriptor, nuint request, out WindowSize size);

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort PixelsAcross;
        public readonly ushort PixelsDown;
    }
}
