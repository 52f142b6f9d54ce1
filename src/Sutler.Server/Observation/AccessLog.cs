using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;

namespace Sutler.Server.Observation;

/// <summary>One line of JSON for each request, written by a task of its own so that no client waits for a disk.</summary>
/// <remarks>
/// <code>
/// {"time":"2026-01-02T03:04:05.678Z","remote":"192.0.2.7","method":"GET","target":"/go/rsc.io/quote/@v/list","kind":"list","status":200,"cause":"hit","bytes":12,"ms":0.4,"agent":"Go-http-client/1.1"}
/// </code>
/// JSON escapes what could forge a line or move a terminal's cursor. Authorization is never written. Lines that come faster than they
/// can be written are dropped and counted in a line of their own, <c>{"dropped":N}</c>.
/// </remarks>
public sealed class AccessLog : IAsyncDisposable
{
    private const int MostWaiting = 8192;
    private const int MostText = 1024;

    private readonly Stream _stream;
    private readonly TimeProvider _time;
    private readonly Channel<byte[]> _lines = Channel.CreateBounded<byte[]>(new BoundedChannelOptions(MostWaiting) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
    private readonly Task _writing;
    private long _dropped;

    /// <summary>Writes to a stream, which it closes in the end.</summary>
    public AccessLog(Stream stream, TimeProvider time)
    {
        (_stream, _time) = (stream, time);
        _writing = Task.Run(WriteAsync);
    }

    /// <summary>Notes a request; never waits and never fails.</summary>
    public void Note(ServedRequest request)
    {
        if (!_lines.Writer.TryWrite(Line(request)))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    /// <summary>Writes what is noted, then closes.</summary>
    public async ValueTask DisposeAsync()
    {
        _lines.Writer.TryComplete();
        await _writing;
        await _stream.DisposeAsync();
    }

    private byte[] Line(ServedRequest request)
    {
        var text = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartObject();
            json.WriteString("time", _time.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
            json.WriteString("remote", request.Remote is { IsIPv4MappedToIPv6: true } mapped ? mapped.MapToIPv4().ToString() : request.Remote?.ToString());
            json.WriteString("method", Cut(request.Method));
            json.WriteString("target", Cut(request.Target));
            json.WriteString("kind", request.Kind);
            json.WriteNumber("status", request.Status);
            if (request.Cause is { } cause)
            {
                json.WriteString("cause", CauseNames.Of(cause));
            }

            json.WriteNumber("bytes", request.Bytes);
            json.WriteNumber("ms", Math.Round(request.Took.TotalMilliseconds, 3));
            json.WriteString("agent", Cut(request.Agent));
            if (request.Broken is { } broken)
            {
                json.WriteString("broken", Cut(broken));
            }

            json.WriteEndObject();
        }

        text.Write("\n"u8);
        return text.WrittenSpan.ToArray();
    }

    private static string Cut(string text) => text.Length <= MostText ? text : text[..MostText] + "...";

    private async Task WriteAsync()
    {
        await foreach (var line in _lines.Reader.ReadAllAsync())
        {
            try
            {
                await _stream.WriteAsync(line);
                if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
                {
                    await _stream.WriteAsync(Encoding.ASCII.GetBytes($"{{\"dropped\":{dropped}}}\n"));
                }

                if (!_lines.Reader.TryPeek(out _))
                {
                    await _stream.FlushAsync();
                }
            }
            catch (IOException)
            {
                // A full disk must not stop the server; the lines are lost.
                Interlocked.Increment(ref _dropped);
            }
        }
    }
}
