using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Go.Cache;

/// <summary>Asks the system how much room a file system has; one system call on Linux.</summary>
public static partial class FileSystemRoom
{
    private const int Page = 4096;
    private const long TmpFs = 0x01021994;

    /// <summary>The room where <paramref name="directory"/> is, or null where that cannot be known (nothing is there, ramfs, a share without numbers).</summary>
    public static FreeSpace? Read(string directory)
    {
        try
        {
            return HasStatFs ? ReadLinux(directory) : ReadAnywhere(directory);
        }
        catch (Exception error) when (OsError.Is(error) || error is ArgumentException or EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    // Where statfs is known to have the form below, with glibc as with musl.
    [SupportedOSPlatformGuard("linux")]
    private static bool HasStatFs =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture is Architecture.X64 or Architecture.Arm64;

    private static FreeSpace? ReadAnywhere(string directory)
    {
        // A volume has a letter on Windows; elsewhere any path leads to it.
        var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(directory)! : directory);
        return drive.TotalSize > 0 ? new FreeSpace(drive.AvailableFreeSpace, null, StorageForm.Plain, Page) : null;
    }

    [SupportedOSPlatform("linux")]
    private static FreeSpace? ReadLinux(string directory)
    {
        // No blocks at all: a file system without bounds, or one that does not say.
        if (statfs(directory, out var state) != 0 || state.Blocks == 0)
        {
            return null;
        }

        var block = state.FragmentSize > 0 ? state.FragmentSize : state.BlockSize;
        var blocks = System.Environment.IsPrivilegedProcess ? state.FreeBlocks : state.AvailableBlocks;
        if (block is <= 0 or > int.MaxValue)
        {
            return null;
        }

        var form = FormOf(state.Type);
        var countsFiles = form == StorageForm.BlocksAndDirectories || state.Type == TmpFs;
        var bytes = (long)Math.Min(blocks, (ulong)(long.MaxValue / block)) * block;
        long? files = countsFiles && state.Files > 0 ? (long)Math.Min(state.FreeFiles, long.MaxValue) : null;
        return new FreeSpace(bytes, files, form, (int)block);
    }

    // The numbers of statfs(2).
    private static StorageForm FormOf(long type) => type switch
    {
        0xEF53 => StorageForm.BlocksAndDirectories,
        TmpFs or 0x58465342 => StorageForm.Blocks,
        0x9123683E or 0x2FC12FC1 or 0xCA451A4E or 0xF2F52010 => StorageForm.Compressing,
        _ => StorageForm.Plain,
    };

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statfs(string path, out State state);

    [StructLayout(LayoutKind.Sequential)]
    private struct State
    {
        public long Type;
        public long BlockSize;
        public ulong Blocks;
        public ulong FreeBlocks;
        public ulong AvailableBlocks;
        public ulong Files;
        public ulong FreeFiles;
        public long FileSystemId;
        public long NameLength;
        public long FragmentSize;
        public long Flags;
        public SpareWords Spare;
    }

    [System.Runtime.CompilerServices.InlineArray(8)]
    private struct SpareWords
    {
        private long _first;
    }
}
