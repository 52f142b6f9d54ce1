using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Sutler.Bench.Stampedes;

/// <summary>What one client saw of one file.</summary>
/// <param name="FirstByte">When the first byte of the body was here, as a timestamp of <see cref="Stopwatch"/>.</param>
/// <param name="Took">From the request to the last byte.</param>
internal sealed record TimedAnswer(long FirstByte, TimeSpan Took);

/// <summary>Asks for one file over a connection of its own, and notes when what came.</summary>
internal static class TimedClient
{
    private const int Buffer = 256 << 10;

    /// <summary>Reads to the end; throws where that is not the end that was announced, or the status not 200.</summary>
    public static async Task<TimedAnswer> ReadAsync(Uri address, string target)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(address.Host, address.Port);
        var stream = client.GetStream();
        var start = Stopwatch.GetTimestamp();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {address.Authority}\r\nConnection: close\r\n\r\n"));
        var buffer = new byte[Buffer];
        var (held, body) = (0, -1);
        while (body < 0)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(held));
            held += read > 0 ? read : throw new InvalidOperationException($"{target}: no answer");
            body = buffer.AsSpan(0, held).IndexOf("\r\n\r\n"u8);
        }

        var length = Length(Encoding.ASCII.GetString(buffer, 0, body), target);
        var got = (long)(held - body - 4);
        if (got == 0 && length > 0)
        {
            got += await stream.ReadAsync(buffer);
        }

        var first = Stopwatch.GetTimestamp();
        while (await stream.ReadAsync(buffer) is > 0 and var more)
        {
            got += more;
        }

        return got == length ? new TimedAnswer(first, Stopwatch.GetElapsedTime(start)) : throw new InvalidOperationException($"{target}: {got} bytes of {length}");
    }

    private static long Length(string head, string target)
    {
        var lines = head.Split("\r\n");
        var length = Array.Find(lines, static line => line.StartsWith("Content-Length: ", StringComparison.OrdinalIgnoreCase));
        return lines[0].Contains(" 200 ", StringComparison.Ordinal) && length is not null
            ? long.Parse(length["Content-Length: ".Length..], NumberStyles.None, CultureInfo.InvariantCulture)
            : throw new InvalidOperationException($"{target}: {head}");
    }
}
