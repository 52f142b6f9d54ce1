using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Sutler.Terminals;

/// <summary>Standard output or standard error as the process got it.</summary>
/// <remarks>
/// Instead of the console's stream, which switches the terminal's keypad into another mode before the first byte, and of
/// <see cref="FileStream"/>, which keeps a position of its own where two streams may lead to one file. A reader who has gone is no failure,
/// as with the console's stream.
/// </remarks>
[SupportedOSPlatform("linux")]
internal sealed class DescriptorStream(int descriptor) : WriteOnlyStream
{
    private const int Interrupted = 4;
    private const int WouldBlock = 11;
    private const int BrokenPipe = 32;

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        while (!buffer.IsEmpty)
        {
            var (written, error) = LinuxTerminal.Write(descriptor, buffer);
            switch (error)
            {
                case 0:
                    buffer = buffer[written..];
                    break;
                case Interrupted:
                    break;
                case WouldBlock:
                    LinuxTerminal.WaitUntilWritable(descriptor);
                    break;
                case BrokenPipe:
                    return;
                default:
                    throw new IOException(Marshal.GetPInvokeErrorMessage(error));
            }
        }
    }
}
