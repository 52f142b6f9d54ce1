using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using Sutler.Server;
using Sutler.Server.Identity;
using Sutler.Server.Listening;
using Sutler.Server.Observation;

namespace Sutler.Tests.Server;

/// <summary>A host on a free port of loopback, in front of a scripted server.</summary>
internal sealed class HostWorld : IAsyncDisposable
{
    private readonly ProxyHost _host;
    private readonly MemoryStream _log;
    private readonly AccessLog _accessLog;

    private HostWorld(ProxyHost host, ScriptedServer server, FakeTimeProvider time, (MemoryStream Stream, AccessLog Log) log)
    {
        (_host, Server, Time, _log, _accessLog) = (host, server, time, log.Stream, log.Log);
        Client = new HttpClient { BaseAddress = new Uri(host.Address) };
    }

    public ScriptedServer Server { get; }

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public string Address => _host.Address;

    private static CancellationToken Token => Xunit.TestContext.Current.CancellationToken;

    public static async Task<HostWorld> StartAsync(string? token = null, ServerCertificate? certificate = null, Func<ProxyHostOptions, ProxyHostOptions>? with = null)
    {
        var (server, time, stream) = (new ScriptedServer(), new FakeTimeProvider(DateTimeOffset.UnixEpoch), new MemoryStream());
        var log = new AccessLog(stream, time);
        var options = new ProxyHostOptions
        {
            Listen = ListenAddress.TryParse("127.0.0.1:0", out var address, out _) ? address : throw new InvalidOperationException(),
            Token = token is null ? null : AccessToken.Of(token),
            Certificate = certificate,
            AccessLog = log,
            Time = time,
        };
        return new HostWorld(await ProxyHost.StartAsync(with?.Invoke(options) ?? options, server, server, Token), server, time, (stream, log));
    }

    public Task<HttpResponseMessage> GetAsync(string target, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, target, headers);

    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string target, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(method, target);
        foreach (var (name, value) in headers)
        {
            Assert(request.Headers.TryAddWithoutValidation(name, value));
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Token);
    }

    /// <summary>Posts a body; gives the status and the text of the answer.</summary>
    public async Task<(int Status, string Text)> PostAsync(string target, string body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, target) { Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body)) };
        foreach (var (name, value) in headers)
        {
            Assert(request.Headers.TryAddWithoutValidation(name, value));
        }

        using var response = await Client.SendAsync(request, Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(Token));
    }

    /// <summary>Sends bytes as they are; gives all that comes back until the server closes.</summary>
    public async Task<string> SendRawAsync(string text) => await SendRawAsync([text]);

    public async Task<string> SendRawAsync(IEnumerable<string> parts)
    {
        using var connection = await ConnectAsync();
        foreach (var part in parts)
        {
            try
            {
                await connection.SendAsync(Encoding.Latin1.GetBytes(part), Token);
            }
            catch (SocketException)
            {
                break; // it has heard enough
            }
        }

        return await ReadToEndAsync(connection);
    }

    public async Task<Socket> ConnectAsync()
    {
        var connection = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await connection.ConnectAsync(IPAddress.Loopback, new Uri(Address).Port, Token);
        return connection;
    }

    /// <summary>All that comes; what a reset takes away is lost.</summary>
    public static async Task<string> ReadToEndAsync(Socket connection)
    {
        var all = new MemoryStream();
        var buffer = new byte[8192];
        try
        {
            for (int read; (read = await connection.ReceiveAsync(buffer, Token)) > 0;)
            {
                all.Write(buffer, 0, read);
            }
        }
        catch (SocketException)
        {
            all.Write("[reset]"u8);
        }

        return Encoding.Latin1.GetString(all.ToArray());
    }

    /// <summary>Stops the host and gives the lines of its access log.</summary>
    public async Task<string[]> StopAsync()
    {
        await DisposeAsync();
        return Encoding.UTF8.GetString(_log.ToArray()).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
        await _accessLog.DisposeAsync();
    }

    private static void Assert(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("no such header");
        }
    }
}
