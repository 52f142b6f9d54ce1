using System.Globalization;

namespace Sutler.Go.Processes;

/// <summary>Keeps what a program writes in memory, up to a limit.</summary>
/// <param name="limit">Bytes.</param>
/// <param name="mayEndEarly">Whether more is dropped; else it is a failure. A pipe is read to its end all the same: who writes into a full one does not end.</param>
internal sealed class KeptOutput(int limit, bool mayEndEarly) : MemoryStream
{
    /// <inheritdoc/>
    /// <remarks>All other ways to write lead here.</remarks>
    public override void Write(byte[] buffer, int offset, int count)
    {
        var room = limit - (int)Length;
        if (count > room && !mayEndEarly)
        {
            throw new ProgramException(string.Create(CultureInfo.InvariantCulture, $"more than {limit} bytes of output"));
        }

        base.Write(buffer, offset, Math.Min(count, room));
    }
}
