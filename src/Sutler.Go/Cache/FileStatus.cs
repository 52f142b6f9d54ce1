using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Sutler.Errors;

namespace Sutler.Go.Cache;

/// <summary>What the system says of a name without opening anything: one call, links not followed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Length">Bytes of a regular file, else 0.</param>
/// <param name="Mode">Permission bits; none on Windows.</param>
/// <param name="Modified">When it was last written to, in UTC.</param>
/// <remarks>
/// .NET does not tell a pipe from a file. Where there is no <c>statx</c> a pipe shows as an empty regular file, so an empty file is
/// never to be opened: its content is known.
/// </remarks>
[StructLayout(LayoutKind.Auto)]
public readonly partial record struct FileStatus(FileKind Kind, long Length, UnixFileMode Mode, DateTimeOffset Modified)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const uint BasicStatus = 0x7ff;
    private const int StatusLength = 256;
    private const int NoEntry = 2;
    private const int FormatMask = 0xf000;

    private static FileStatus Missing => default;

    /// <summary>The status of <paramref name="path"/>; <see cref="FileKind.Missing"/> when nothing is there.</summary>
    /// <exception cref="SutlerException"><c>lstat path: reason</c>: the system refuses to say.</exception>
    public static FileStatus Of(string path)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                return OfLinux(path);
            }
            catch (EntryPointNotFoundException)
            {
                // An old C library.
            }
        }

        return OfAny(path);
    }

    [SupportedOSPlatform("linux")]
    private static FileStatus OfLinux(string path)
    {
        Span<byte> status = stackalloc byte[StatusLength];
        if (Statx(CurrentDirectory, path, NoFollow, BasicStatus, ref MemoryMarshal.GetReference(status)) != 0)
        {
            var code = Marshal.GetLastPInvokeError();
            return code is NoEntry or OsError.NotDirectory ? Missing : throw OsError.FromCode("lstat", path, code);
        }

        // struct statx is the same on every architecture.
        var mode = MemoryMarshal.Read<ushort>(status[28..]);
        var kind = (mode & FormatMask) switch
        {
            0x8000 => FileKind.Regular,
            0x4000 => FileKind.Directory,
            0xa000 => FileKind.SymbolicLink,
            _ => FileKind.Special,
        };
        var length = kind == FileKind.Regular ? MemoryMarshal.Read<long>(status[40..]) : 0;
        return new FileStatus(kind, length, (UnixFileMode)(mode & 0xfff), Time(MemoryMarshal.Read<long>(status[112..]), MemoryMarshal.Read<uint>(status[120..])));
    }

    private static DateTimeOffset Time(long seconds, uint nanoseconds) =>
        seconds is >= -62_135_596_800 and <= 253_402_300_799 ? DateTimeOffset.FromUnixTimeSeconds(seconds).AddTicks(nanoseconds / 100) : default;

    private static FileStatus OfAny(string path)
    {
        try
        {
            var file = new FileInfo(path);
            var attributes = File.GetAttributes(path);
            var kind = attributes.HasFlag(FileAttributes.ReparsePoint) ? FileKind.SymbolicLink
                : attributes.HasFlag(FileAttributes.Directory) ? FileKind.Directory
                : attributes.HasFlag(FileAttributes.Device) ? FileKind.Special
                : FileKind.Regular;
            var mode = OperatingSystem.IsWindows() ? UnixFileMode.None : file.UnixFileMode;
            return new FileStatus(kind, kind == FileKind.Regular ? file.Length : 0, mode, new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero));
        }
        catch (Exception error) when (OsError.Is(error))
        {
            return OsError.IsNotExist(error) ? Missing : throw OsError.Create("lstat", path, error);
        }
    }

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte status);
}
