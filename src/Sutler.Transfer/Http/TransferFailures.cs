using System.Net.Sockets;
using System.Security.Authentication;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Puts .NET's many exceptions of a transfer into the words the go command uses.</summary>
internal static class TransferFailures
{
    /// <summary><c>Get "URL": reason</c>.</summary>
    public static TransferException Get(Url url, string reason, Exception? inner = null) =>
        new($"Get {UrlText.Quote(url.Starred)}: {reason}", inner) { Fault = FaultOf(inner) };

    /// <summary>The same for what will not be better the next time.</summary>
    public static TransferException Permanent(Url url, string reason) => new($"Get {UrlText.Quote(url.Starred)}: {reason}") { MayPass = false };

    /// <summary>A request that got no answer.</summary>
    public static TransferException BeforeAnswer(Url url, Exception failure) =>
        new($"Get {UrlText.Quote(url.Starred)}: {Reason(failure, "EOF")}", failure) { MayPass = !IsPermanent(failure), Fault = FaultOf(failure) };

    /// <summary>A body that stopped.</summary>
    public static TransferException WhileReading(Exception failure, TimeSpan idleTimeout) => failure is OperationCanceledException
        ? new TransferException($"no data received for {idleTimeout.TotalSeconds:0} seconds", failure) { Fault = TransferFault.Timeout }
        : new TransferException(Reason(failure, "unexpected EOF"), failure) { Fault = FaultOf(failure) };

    /// <summary>What a failure below the level of HTTP was.</summary>
    public static TransferFault FaultOf(Exception? failure)
    {
        foreach (var cause in Causes(failure))
        {
            var fault = cause switch
            {
                DialException dial => dial.Fault,
                CertificateException => TransferFault.Certificate,
                AuthenticationException => TransferFault.Tls,
                HttpRequestException { HttpRequestError: HttpRequestError.ProxyTunnelError } => TransferFault.Proxy,
                OperationCanceledException => TransferFault.Timeout,
                SocketException socket => SocketFault(socket),
                EndOfStreamException or HttpProtocolException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } => TransferFault.Broken,
                _ => TransferFault.Other,
            };
            if (fault != TransferFault.Other)
            {
                return fault;
            }
        }
        return TransferFault.Other;
    }

    private static TransferFault SocketFault(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => TransferFault.Refused,
        SocketError.NetworkUnreachable or SocketError.HostUnreachable or SocketError.NetworkDown or SocketError.HostDown or SocketError.AddressNotAvailable => TransferFault.Unreachable,
        SocketError.TimedOut => TransferFault.Timeout,
        SocketError.HostNotFound or SocketError.NoData => TransferFault.UnknownHost,
        SocketError.TryAgain => TransferFault.NameService,
        _ => TransferFault.Broken,
    };

    // Who the server is does not change by asking again, nor that nobody has such a name.
    internal static bool IsPermanent(Exception failure) =>
        Causes(failure).Any(cause => cause is CertificateException or DialException { IsUnknownHost: true } or DialException { MayPass: false } or NotSupportedException or InvalidOperationException);

    internal static string Reason(Exception failure, string endOfInput)
    {
        var causes = Causes(failure).ToList();
        if (causes.OfType<DialException>().FirstOrDefault() is { } dial)
        {
            return dial.Message;
        }
        if (causes.OfType<AuthenticationException>().FirstOrDefault() is { } handshake)
        {
            return handshake is CertificateException ? handshake.Message : "tls: handshake failure: " + OneLine(handshake.Message);
        }
        if (causes.OfType<HttpProtocolException>().FirstOrDefault() is { } protocol)
        {
            return $"stream error: {OneLine(protocol.Message)}";
        }
        if (causes.OfType<EndOfStreamException>().Any()
            || causes.OfType<HttpIOException>().Any(e => e.HttpRequestError == HttpRequestError.ResponseEnded)
            || causes.OfType<HttpRequestException>().Any(e => e.HttpRequestError == HttpRequestError.ResponseEnded))
        {
            return endOfInput;
        }
        if (causes.OfType<SocketException>().FirstOrDefault() is { } socket)
        {
            return "read: " + SocketReason(socket);
        }
        return causes.OfType<InvalidDataException>().Any() ? "gzip: invalid data" : OneLine(causes[^1].Message);
    }

    /// <summary>The system's word for a socket failure, as Go prints it.</summary>
    public static string SocketReason(SocketException failure) => failure.SocketErrorCode switch
    {
        SocketError.ConnectionRefused => "connection refused",
        SocketError.ConnectionReset => "connection reset by peer",
        SocketError.ConnectionAborted => "software caused connection abort",
        SocketError.Shutdown => "broken pipe",
        SocketError.NetworkUnreachable => "network is unreachable",
        SocketError.HostUnreachable => "no route to host",
        SocketError.TimedOut => "connection timed out",
        SocketError.AccessDenied => "permission denied",
        SocketError.AddressNotAvailable => "cannot assign requested address",
        _ => OneLine(failure.Message),
    };

    private static IEnumerable<Exception> Causes(Exception? failure)
    {
        for (var cause = failure; cause is not null; cause = cause.InnerException)
        {
            yield return cause;
        }
    }

    private static string OneLine(string text) => string.Join(' ', text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries)).TrimEnd('.');
}
