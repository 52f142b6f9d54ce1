using System.Runtime.InteropServices;

namespace Sutler.Go.Toolchains;

/// <summary>The platform this process runs on, in Go's words.</summary>
public static class HostPlatform
{
    /// <summary>GOOS, such as <c>linux</c>.</summary>
    public static string GoOs { get; } =
        OperatingSystem.IsWindows() ? "windows"
        : OperatingSystem.IsMacOS() ? "darwin"
        : OperatingSystem.IsFreeBSD() ? "freebsd"
        : "linux";

    /// <summary>GOARCH, such as <c>amd64</c>.</summary>
    public static string GoArch { get; } = RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => "amd64",
        Architecture.X86 => "386",
        Architecture.Arm => "arm",
        Architecture.LoongArch64 => "loong64",
        Architecture.Ppc64le => "ppc64le",
        var other => other.ToString().ToLowerInvariant(),
    };
}
