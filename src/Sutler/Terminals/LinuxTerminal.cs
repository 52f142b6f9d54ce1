using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Terminals;

/// <summary>What <see cref="Console"/> does too, but not without switching the terminal's keypad into another mode.</summary>
[SupportedOSPlatform("linux")]
internal static partial class LinuxTerminal
{
    private const int StandardError = 2;
    private const int StopSignal = 19;
    private const int GetDescriptorFlags = 1;
    private const int GetStatusFlags = 3;
    private const int AccessMode = 3;
    private const int ReadWrite = 2;
    private const short CanWrite = 4;
    private const nuint GetWindowSize = 0x5413;

    /// <summary>The size of the terminal behind standard error.</summary>
    public static TerminalSize SizeOfStandardError() =>
        ioctl(StandardError, GetWindowSize, out var size) == 0 ? TerminalSize.Known(size.Columns, size.Rows) : TerminalSize.Default;

    /// <summary>Whether the terminal behind standard error listens to this process, and not to others while it runs in the background.</summary>
    public static bool IsInForeground() => tcgetpgrp(StandardError) is var group && (group < 0 || group == getpgrp());

    /// <summary>Stops this process, as Ctrl-Z does to one that does not listen for it; returns when it goes on.</summary>
    public static void Suspend() => _ = kill(getpid(), StopSignal);

    /// <summary>
    /// Whether bytes can go there. Where the caller closed a standard stream, the runtime may have opened its source of random numbers by the
    /// time we come: it must neither be written to nor replaced.
    /// </summary>
    public static bool IsWritable(int descriptor) => fcntl(descriptor, GetStatusFlags) is >= 0 and var flags && (flags & AccessMode) != 0;

    /// <summary>Writes what fits now; the second number is errno, or 0.</summary>
    public static (int Written, int Error) Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        var written = write(descriptor, bytes, (nuint)bytes.Length);
        return written < 0 ? (0, Marshal.GetLastPInvokeError()) : ((int)written, 0);
    }

    /// <summary>Waits, for as long as it takes, until something can be written or nothing ever will.</summary>
    public static void WaitUntilWritable(int descriptor)
    {
        var ready = new Readiness { Descriptor = descriptor, Wanted = CanWrite };
        _ = poll(ref ready, 1, -1);
    }

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

    [LibraryImport("libc", EntryPoint = "tcgetpgrp")]
    private static partial int tcgetpgrp(int descriptor);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", EntryPoint = "getpid")]
    private static partial int getpid();

    [LibraryImport("libc", EntryPoint = "getpgrp")]
    private static partial int getpgrp();

    [LibraryImport("libc", EntryPoint = "fcntl")]
    private static partial int fcntl(int descriptor, int command);

    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    private static partial nint write(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport("libc", EntryPoint = "poll")]
    private static partial int poll(ref Readiness first, nuint count, int milliseconds);

    [LibraryImport("libc", EntryPoint = "open", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int open(string path, int flags);

    [StructLayout(LayoutKind.Sequential)]
    private struct Readiness
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct WindowSize
    {
        public readonly ushort Rows;
        public readonly ushort Columns;
        public readonly ushort PixelsAcross;
        public readonly ushort PixelsDown;
    }
}
