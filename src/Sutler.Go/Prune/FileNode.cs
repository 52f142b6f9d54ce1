using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Go.Prune;

/// <summary>Which file or directory a name leads to, whatever it is called elsewhere. Linux only.</summary>
/// <param name="Device">The file system, as <c>st_dev</c>.</param>
/// <param name="Number">The inode in it.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly partial record struct FileNode(ulong Device, ulong Number)
{
    private const int CurrentDirectory = -100;
    private const int NoFollow = 0x100;
    private const int NoAutomount = 0x800;
    private const uint Inode = 0x100;
    private const uint MountId = 0x1000;
    private const int StatusLength = 256;

    /// <summary>What a name leads to, links followed or not; null when the system does not say.</summary>
    /// <param name="path">The name.</param>
    /// <param name="follow">Whether links are followed; those of <c>/proc</c> lead into other mount namespaces too.</param>
    /// <param name="mount">The mount it was reached through; 0 where the system (before Linux 5.8) does not tell.</param>
    [SupportedOSPlatform("linux")]
    public static FileNode? Of(string path, bool follow, out ulong mount)
    {
        mount = 0;
        Span<byte> status = stackalloc byte[StatusLength];
        try
        {
            if (Statx(CurrentDirectory, path, NoAutomount | (follow ? 0 : NoFollow), Inode | MountId, ref MemoryMarshal.GetReference(status)) != 0)
            {
                return null;
            }
        }
        catch (EntryPointNotFoundException)
        {
            // An old C library.
            return null;
        }

        // struct statx is the same on every architecture.
        mount = (MemoryMarshal.Read<uint>(status) & MountId) != 0 ? MemoryMarshal.Read<ulong>(status[144..]) : 0;
        var device = ((ulong)MemoryMarshal.Read<uint>(status[136..]) << 32) | MemoryMarshal.Read<uint>(status[140..]);
        return new FileNode(device, MemoryMarshal.Read<ulong>(status[32..]));
    }

    [LibraryImport("libc", EntryPoint = "statx", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Statx(int directory, string path, int flags, uint mask, ref byte status);
}
