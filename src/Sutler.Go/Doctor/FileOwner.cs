using System.Globalization;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Go.Doctor;

/// <summary>Whose a file is, on Linux; elsewhere nobody's that we know of.</summary>
internal static partial class FileOwner
{
    private const int CurrentDirectory = -100;
    private const uint WantUser = 0x8;

    /// <summary>The owner and the mode, such as <c>uid 1000, mode 755</c>; null when that cannot be told.</summary>
    public static string? Of(string path) => Read(path) is { } owner ? $"uid {owner}, mode {Mode(path)}" : null;

    /// <summary>Why a directory may not be written to: its owner, where it is somebody else; else empty.</summary>
    public static string Explain(string path) => Read(path) is { } owner && Self() is { } self && owner != self
        ? string.Create(CultureInfo.InvariantCulture, $"it belongs to uid {owner}, you are uid {self}; its mode is {Mode(path)}")
        : "";

    private static string Mode(string path) => OperatingSystem.IsWindows() ? "?" : Convert.ToString((int)File.GetUnixFileMode(path), 8);

    private static uint? Read(string path)
    {
        try
        {
            return OperatingSystem.IsLinux() && statx(CurrentDirectory, path, 0, WantUser, out var state) == 0 ? state.User : null;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    private static uint? Self()
    {
        try
        {
            return OperatingSystem.IsLinux() ? geteuid() : null;
        }
        catch (Exception missing) when (missing is EntryPointNotFoundException or DllNotFoundException)
        {
            return null;
        }
    }

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int statx(int directory, string path, int flags, uint mask, out State state);

    [SupportedOSPlatform("linux")]
    [LibraryImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial uint geteuid();

    // The same on every architecture, which stat's is not; 256 bytes in all.
    [StructLayout(LayoutKind.Sequential, Size = 256)]
    private struct State
    {
        public uint Mask;
        public uint BlockSize;
        public ulong Attributes;
        public uint Links;
        public uint User;
        public uint Group;
    }
}
