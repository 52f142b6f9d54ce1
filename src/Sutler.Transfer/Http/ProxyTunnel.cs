using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Opens tunnels through an HTTP proxy by CONNECT, as the go command does: who asks is said at once, not when asked by 407.</summary>
/// <param name="dialer">Connects to the proxy.</param>
/// <param name="options">Clock and time limits.</param>
/// <param name="createTls">How an https proxy proves who it is.</param>
internal sealed class ProxyTunnel(Dialer dialer, HttpFetcherOptions options, Func<Url, SslClientAuthenticationOptions> createTls)
{
    private const int MaxHeadLength = 64 << 10;

    /// <summary>A stream to the target. Fails with <see cref="DialException"/>: <c>proxyconnect tcp: …</c>, or the proxy's own words.</summary>
    /// <param name="proxy">The proxy, credentials and all.</param>
    /// <param name="target">Host and port, an IPv6 address in brackets.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<Stream> OpenAsync(Url proxy, string target, CancellationToken cancellationToken)
    {
        var stream = await ConnectAsync(proxy, cancellationToken);
        try
        {
            await WithinTimeAsync(token => AskAsync(stream, proxy, target, token), cancellationToken);
            return stream is SslStream ? new TunnelStream(stream) : stream;
        }
        catch
        {
            await stream.DisposeAsync();
            throw;
        }
    }

    private async Task<Stream> ConnectAsync(Url proxy, CancellationToken cancellationToken)
    {
        Stream? connection = null;
        try
        {
            connection = await dialer.DialAsync(new DnsEndPoint(proxy.HostName, proxy.EffectivePort), cancellationToken);
            if (proxy.Scheme is not "https")
            {
                return connection;
            }
            var secure = new SslStream(connection);
            await WithinTimeAsync(token => secure.AuthenticateAsClientAsync(createTls(proxy), token), cancellationToken);
            return secure;
        }
        catch (Exception failure)
        {
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
            throw failure is OperationCanceledException ? failure : DialException.ToProxy(failure);
        }
    }

    private async Task WithinTimeAsync(Func<CancellationToken, Task> action, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            await action(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DialException("proxyconnect tcp: i/o timeout") { Fault = TransferFault.Proxy };
        }
    }

    private async Task AskAsync(Stream stream, Url proxy, string target, CancellationToken cancellationToken)
    {
        var request = new StringBuilder().Append(CultureInfo.InvariantCulture, $"CONNECT {target} HTTP/1.1\r\nHost: {target}\r\nUser-Agent: {options.UserAgent}\r\n");
        if (proxy.UserName is { } user)
        {
            request.Append(CultureInfo.InvariantCulture, $"Proxy-Authorization: {CredentialHeaders.BasicValue(user, proxy.Password ?? "")}\r\n");
        }
        await stream.WriteAsync(Encoding.ASCII.GetBytes(request.Append("\r\n").ToString()), cancellationToken);
        await stream.FlushAsync(cancellationToken);
        Judge(await ReadHeadAsync(stream, cancellationToken));
    }

    // What may follow the head is dropped: a TLS server does not speak before it is spoken to.
    private static async Task<string> ReadHeadAsync(Stream stream, CancellationToken cancellationToken)
    {
        var buffer = new byte[MaxHeadLength];
        var filled = 0;
        while (filled < buffer.Length)
        {
            var read = await stream.ReadAsync(buffer.AsMemory(filled), cancellationToken);
            if (read == 0)
            {
                throw new DialException("unexpected EOF") { Fault = TransferFault.Proxy };
            }
            filled += read;
            var head = buffer.AsSpan(0, filled);
            if (head.IndexOf("\r\n\r\n"u8) >= 0 || head.IndexOf("\n\n"u8) >= 0)
            {
                return Encoding.Latin1.GetString(head);
            }
        }
        throw new DialException("the proxy's answer to CONNECT has no end") { Fault = TransferFault.Proxy };
    }

    private static void Judge(string head)
    {
        var words = head.Split('\n')[0].TrimEnd('\r').Split(' ', 3);
        var known = words.Length >= 2 && words[0].StartsWith("HTTP/1.", StringComparison.Ordinal)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out var status) && status is >= 100 and <= 999
                ? status
                : throw new DialException("malformed HTTP response to CONNECT") { MayPass = false, Fault = TransferFault.Proxy };
        if (known != 200)
        {
            var phrase = words.Length == 3 && words[2].Length > 0 ? new string([.. words[2].Select(c => char.IsControl(c) ? '?' : c)]) : "unknown status code";
            throw new DialException(phrase) { MayPass = known is < 400 or >= 500 or 408 or 429, Fault = TransferFault.Proxy };
        }
    }
}
