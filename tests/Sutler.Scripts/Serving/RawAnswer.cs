using System.Globalization;
using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>What a server answers to bytes that no client library has touched.</summary>
/// <param name="Status">Of the first line.</param>
/// <param name="Headers">By lower-case name; several of one name are joined by a comma.</param>
/// <param name="Body">All that followed, chunks joined.</param>
public sealed record RawAnswer(int Status, IReadOnlyDictionary<string, string> Headers, byte[] Body)
{
    /// <summary>The body as text.</summary>
    public string Text => Encoding.UTF8.GetString(Body);

    /// <summary>A header, or nothing.</summary>
    public string this[string name] => Headers.GetValueOrDefault(name, "");

    /// <summary>Asks over a connection of its own: a method, a target and lines of headers, sent as they are.</summary>
    public static Task<RawAnswer> AskAsync(int port, string method, string target, params string[] headers) =>
        SendAsync(port, $"{method} {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{string.Concat(headers.Select(header => header + "\r\n"))}\r\n");

    /// <summary>Sends a request as it is and reads to the end.</summary>
    public static async Task<RawAnswer> SendAsync(int port, string request)
    {
        var cancellation = TestContext.Current.CancellationToken;
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port, cancellation);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(request), cancellation);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, cancellation);
        return Parse(all.ToArray());
    }

    private static RawAnswer Parse(byte[] all)
    {
        var end = all.AsSpan().IndexOf("\r\n\r\n"u8);
        Assert.True(end > 0, "no answer: " + Encoding.Latin1.GetString(all));
        var lines = Encoding.Latin1.GetString(all, 0, end).Split("\r\n");
        var headers = lines.Skip(1)
            .Select(line => line.Split(':', 2, StringSplitOptions.TrimEntries))
            .GroupBy(parts => parts[0].ToLowerInvariant(), StringComparer.Ordinal)
            .ToDictionary(parts => parts.Key, parts => string.Join(", ", parts.Select(part => part[1])), StringComparer.Ordinal);
        var status = int.Parse(lines[0].Split(' ')[1], CultureInfo.InvariantCulture);
        var body = all[(end + 4)..];
        return new RawAnswer(status, headers, headers.GetValueOrDefault("transfer-encoding") == "chunked" ? Joined(body) : body);
    }

    private static byte[] Joined(byte[] chunks)
    {
        using var joined = new MemoryStream();
        for (var at = 0; at < chunks.Length;)
        {
            var line = at + chunks.AsSpan(at).IndexOf("\r\n"u8);
            var length = int.Parse(Encoding.ASCII.GetString(chunks, at, line - at), NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            joined.Write(chunks, line + 2, length);
            at = line + 2 + length + 2;
        }

        return joined.ToArray();
    }
}
