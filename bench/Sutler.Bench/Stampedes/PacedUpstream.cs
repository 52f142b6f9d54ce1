using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sutler.Bench.Stampedes;

/// <summary>A proxy that sends zips at a pace, in this process, so that its clock is that of the clients. It offers ranges and a strong ETag.</summary>
internal sealed class PacedUpstream : IDisposable
{
    private const int Block = 64 << 10;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly NoiseZip _zip;
    private readonly TimeSpan _before;
    private readonly double _bytesInSecond;
    private long _firstByte;
    private int _zipRequests;

    /// <summary>Listens on a free port.</summary>
    /// <param name="zip">What to serve.</param>
    /// <param name="before">Waited before the first byte of a zip.</param>
    /// <param name="bytesInSecond">The pace of each zip.</param>
    public PacedUpstream(NoiseZip zip, TimeSpan before, double bytesInSecond)
    {
        (_zip, _before, _bytesInSecond) = (zip, before, bytesInSecond);
        _listener.Start(512);
        _ = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public string Address => $"http://{_listener.LocalEndpoint}";

    /// <summary>How many requests for zips there were.</summary>
    public int ZipRequests => Volatile.Read(ref _zipRequests);

    /// <summary>When the first byte of a zip's body was sent, as a timestamp of <see cref="Stopwatch"/>.</summary>
    public long FirstByte => Volatile.Read(ref _firstByte);

    /// <inheritdoc/>
    public void Dispose()
    {
        _stop.Cancel();
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _ = AnswerAsync(await _listener.AcceptSocketAsync(_stop.Token));
            }
        }
        catch (Exception ended) when (ended is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // It is over.
        }
    }

    private async Task AnswerAsync(Socket socket)
    {
        using var connection = new NetworkStream(socket, ownsSocket: true);
        using var reader = new StreamReader(connection, Encoding.Latin1, leaveOpen: true);
        try
        {
            while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } request)
            {
                var from = 0;
                while (await reader.ReadLineAsync(_stop.Token) is { Length: > 0 } header)
                {
                    if (header.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase))
                    {
                        from = int.Parse(header["Range: bytes=".Length..].Split('-')[0], NumberStyles.None, CultureInfo.InvariantCulture);
                    }
                }

                await AnswerAsync(connection, request.Split(' ')[1], from);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The client left, or this is over.
        }
    }

    private async Task AnswerAsync(NetworkStream connection, string target, int from)
    {
        var number = int.Parse(target.Split('/')[2].AsSpan(^2), NumberStyles.None, CultureInfo.InvariantCulture);
        if (target.EndsWith(".zip", StringComparison.Ordinal))
        {
            Interlocked.Increment(ref _zipRequests);
            await SendZipAsync(connection, number, from);
            return;
        }

        var text = target.EndsWith(".mod", StringComparison.Ordinal) ? $"module {NoiseZip.Module(number)}\n" : """{"Version":"v1.0.0","Time":"2024-01-01T00:00:00Z"}""";
        await connection.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {text.Length}\r\n\r\n{text}"), _stop.Token);
    }

    private async Task SendZipAsync(NetworkStream connection, int number, int from)
    {
        await Task.Delay(_before, TimeProvider.System, _stop.Token);
        var status = from == 0 ? "200 OK" : $"206 Partial Content\r\nContent-Range: bytes {from}-{_zip.Length - 1}/{_zip.Length}";
        var head = $"HTTP/1.1 {status}\r\nContent-Length: {_zip.Length - from}\r\nETag: \"noise{number}\"\r\nAccept-Ranges: bytes\r\n\r\n";
        await connection.WriteAsync(Encoding.ASCII.GetBytes(head), _stop.Token);
        var start = Stopwatch.GetTimestamp();
        for (var at = from; at < _zip.Length; at += Block)
        {
            await connection.WriteAsync(_zip.Slice(number, at, Block), _stop.Token);
            Interlocked.CompareExchange(ref _firstByte, Stopwatch.GetTimestamp(), 0);
            var ahead = TimeSpan.FromSeconds((at - from + Block) / _bytesInSecond) - Stopwatch.GetElapsedTime(start);
            if (ahead > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(ahead, TimeProvider.System, _stop.Token);
            }
        }
    }
}
