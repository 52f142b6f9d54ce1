using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Sutler.TestKit;

/// <summary>A proxy on loopback for tunnels: HTTP CONNECT, and SOCKS5 with a user. Whatever host is asked for, it connects to loopback.</summary>
/// <remarks>It never asks who is there: who does not say so at once is turned away.</remarks>
public sealed class TunnelProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _heads = new();
    private readonly ConcurrentBag<Task> _connections = [];
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    /// <summary>Starts listening, over TLS when a certificate is given.</summary>
    public TunnelProxy(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port.</summary>
    public int Port { get; }

    /// <summary>What CONNECT is answered with; <c>200 Connection established</c> lets it through.</summary>
    public Func<string, string> Answer { get; set; } = static _ => "HTTP/1.1 200 Connection established\r\n\r\n";

    /// <summary>Where a port that was asked for is; that port of loopback, if not said otherwise.</summary>
    public Func<int, EndPoint> Route { get; set; } = static port => new IPEndPoint(IPAddress.Loopback, port);

    /// <summary>The CONNECT requests as they came, or for SOCKS <c>user:password host:port</c>.</summary>
    public IReadOnlyList<string> Heads => [.. _heads];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Stop();
        await Task.WhenAll(_connections);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                _connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync(_stop.Token)));
            }
        }
        catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Closed.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using var owned = client;
        try
        {
            await using Stream stream = _certificate is null ? client.GetStream() : new SslStream(client.GetStream());
            if (stream is SslStream secure)
            {
                await secure.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
            }

            byte[] first = new byte[1];
            await stream.ReadExactlyAsync(first, _stop.Token);
            int? port = first[0] == 5 ? await SocksAsync(stream) : await ConnectAsync(stream, (char)first[0]);
            if (port is { } target)
            {
                await JoinAsync(stream, target);
            }
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or SocketException or System.Security.Authentication.AuthenticationException)
        {
            // The client left.
        }
    }

    private async Task<int?> ConnectAsync(Stream stream, char first)
    {
        var head = new StringBuilder().Append(first);
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            head.Append((char)one[0]);
        }

        _heads.Enqueue(head.ToString());
        string answer = Answer(head.ToString());
        await stream.WriteAsync(Encoding.Latin1.GetBytes(answer), _stop.Token);
        string authority = head.ToString().Split(' ')[1];
        return answer.StartsWith("HTTP/1.1 200 ", StringComparison.Ordinal) ? int.Parse(authority.Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture) : null;
    }

    // RFC 1928 and RFC 1929, the parts that a client with a user and a host name needs.
    private async Task<int?> SocksAsync(Stream stream)
    {
        byte[] methods = await TakeAsync(stream, (await TakeAsync(stream, 1))[0]);
        if (!methods.Contains((byte)2))
        {
            await stream.WriteAsync(new byte[] { 5, 0xFF }, _stop.Token);
            return null;
        }

        await stream.WriteAsync(new byte[] { 5, 2 }, _stop.Token);
        await TakeAsync(stream, 1);
        string user = await TextAsync(stream);
        string password = await TextAsync(stream);
        await stream.WriteAsync(new byte[] { 1, 0 }, _stop.Token);
        await TakeAsync(stream, 4);
        string host = await TextAsync(stream);
        int port = BinaryPrimitives.ReadUInt16BigEndian(await TakeAsync(stream, 2));
        _heads.Enqueue($"{user}:{password} {host}:{port}");
        await stream.WriteAsync(new byte[] { 5, 0, 0, 1, 0, 0, 0, 0, 0, 0 }, _stop.Token);
        return port;
    }

    private async Task<string> TextAsync(Stream stream) => Encoding.UTF8.GetString(await TakeAsync(stream, (await TakeAsync(stream, 1))[0]));

    private async Task<byte[]> TakeAsync(Stream stream, int count)
    {
        byte[] bytes = new byte[count];
        await stream.ReadExactlyAsync(bytes, _stop.Token);
        return bytes;
    }

    private async Task JoinAsync(Stream near, int port)
    {
        EndPoint address = Route(port);
        using var target = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await target.ConnectAsync(address, _stop.Token);
        await using var far = new NetworkStream(target);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        Task there = near.CopyToAsync(far, over.Token);
        Task back = far.CopyToAsync(near, over.Token);
        await Task.WhenAny(there, back);
        await over.CancelAsync();
        try
        {
            await Task.WhenAll(there, back);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // One side ended.
        }
    }
}
