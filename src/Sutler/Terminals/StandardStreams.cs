using System.Runtime.Versioning;

namespace Sutler.Terminals;

/// <summary>The streams of the process.</summary>
internal static class StandardStreams
{
    private const int Output = 1;
    private const int Error = 2;

    /// <summary>Before anything is opened: sees to it that no other file gets the place of a stream that the caller closed (<c>2>&amp;-</c>).</summary>
    public static void Occupy()
    {
        if (OperatingSystem.IsLinux())
        {
            LinuxTerminal.OccupyStandardStreams();
        }
    }

    /// <summary>Standard output; nowhere when the caller closed it.</summary>
    public static Stream OpenOutput() => OperatingSystem.IsLinux() ? OpenOnLinux(Output) : Console.OpenStandardOutput();

    /// <summary>Standard error; nowhere when the caller closed it or when it is lost.</summary>
    public static Stream OpenError() => new ErrorStream(OperatingSystem.IsLinux() ? OpenOnLinux(Error) : Console.OpenStandardError());

    [SupportedOSPlatform("linux")]
    private static Stream OpenOnLinux(int descriptor) => LinuxTerminal.IsWritable(descriptor) ? new DescriptorStream(descriptor) : Stream.Null;
}
