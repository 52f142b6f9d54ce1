using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Go.Cache;

/// <summary>What a name leads to that is no regular file: opening a named pipe would wait for a writer, and no signal would end that.</summary>
public static partial class FileTarget
{
    private const int CurrentDirectory = -100;
    private const uint TypeWanted = 1;
    private const int TypeMask = 0xF000;

    /// <summary>What it is, such as <c>a named pipe</c>; null for a regular file, and for what is not there or cannot be told.</summary>
    public static string? OfOther(string file) =>
        OperatingSystem.IsLinux() ? OfOtherOnLinux(file) : Directory.Exists(file) ? "a directory" : null;

    [SupportedOSPlatform("linux")]
    private static string? OfOtherOnLinux(string file)
    {
        if (statx(CurrentDirectory, file, 0, TypeWanted, out var status) != 0)
        {
            return null;
        }

        return (status.Mode & TypeMask) switch
        {
            0x1000 => "a named pipe",
            0x2000 or 0x6000 => "a device",
            0x4000 => "a directory",
            0xC000 => "a socket",
            _ => null,
        };
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int directory, string path, int flags, uint mask, out Status status);

    // Unlike that of stat, its layout is the same on every processor.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(28)]
        public ushort Mode;
    }
}
