using System.Net;
using System.Net.Sockets;

namespace Sutler.Transfer.Http;

/// <summary>A connection that could not be made; the message is Go's <c>dial tcp …: reason</c>.</summary>
internal sealed class DialException(string message, Exception? inner = null) : IOException(message, inner)
{
    /// <summary>Whether the name service says that there is no such host.</summary>
    public bool IsUnknownHost { get; init; }

    /// <summary>Whether the same may work later.</summary>
    public bool MayPass { get; init; } = true;

    /// <summary>The failure of a connection to a proxy instead of to the host.</summary>
    public static DialException ToProxy(Exception failure) => failure is DialException { IsToProxy: true } known ? known
        : new DialException("proxyconnect tcp: " + TransferFailures.Reason(failure, "EOF"), failure)
        {
            IsToProxy = true,
            Fault = TransferFault.Proxy,
            IsUnknownHost = failure is DialException { IsUnknownHost: true },
            MayPass = !TransferFailures.IsPermanent(failure),
        };

    private bool IsToProxy { get; init; }

    /// <summary>What went wrong.</summary>
    public TransferFault Fault { get; init; }
}

/// <summary>
/// Opens TCP connections: the addresses of one family in turn, and after a moment those of the other beside them, so that a
/// network whose IPv6 leads nowhere costs a moment and not a timeout (RFC 8305 in its simplest form, as Go does it).
/// </summary>
internal sealed class Dialer(HttpFetcherOptions options)
{
    private static readonly TimeSpan FallbackDelay = TimeSpan.FromMilliseconds(300);

    /// <summary>A connected stream, or <see cref="DialException"/>.</summary>
    public async ValueTask<Stream> DialAsync(DnsEndPoint target, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            var addresses = await ResolveAsync(target.Host, either.Token);
            ThrowIfRefused(target, addresses);
            var socket = await RaceAsync(addresses, target.Port, either.Token);
            socket.NoDelay = true;
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DialException($"dial tcp {target.Host}:{target.Port}: i/o timeout") { Fault = TransferFault.Timeout };
        }
    }

    // All of them: which one answers is not ours to choose.
    private void ThrowIfRefused(DnsEndPoint target, IPAddress[] addresses)
    {
        foreach (var address in options.RefuseAddress is null ? [] : addresses)
        {
            if (options.RefuseAddress!(address) is { } reason)
            {
                throw new DialException($"dial tcp {target.Host}:{target.Port}: {reason}");
            }
        }
    }

    /// <summary>The addresses of a host, at least one, or <see cref="DialException"/>.</summary>
    internal async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (IPAddress.TryParse(host, out var literal))
        {
            return [literal];
        }
        try
        {
            var addresses = await (options.Resolve ?? Dns.GetHostAddressesAsync)(host, cancellationToken);
            return addresses.Length > 0 ? addresses : throw UnknownHost(host, null);
        }
        catch (SocketException failure)
        {
            if (failure.SocketErrorCode is SocketError.HostNotFound or SocketError.NoData)
            {
                throw UnknownHost(host, failure);
            }
            var reason = failure.SocketErrorCode == SocketError.TryAgain ? "Temporary failure in name resolution" : TransferFailures.SocketReason(failure);
            throw new DialException($"dial tcp: lookup {host}: {reason}", failure) { Fault = TransferFault.NameService };
        }
    }

    private static DialException UnknownHost(string host, Exception? inner) => new($"dial tcp: lookup {host}: no such host", inner) { IsUnknownHost = true, Fault = TransferFault.UnknownHost };

    private async Task<Socket> RaceAsync(IPAddress[] addresses, int port, CancellationToken cancellationToken)
    {
        var preferred = addresses.Where(a => a.AddressFamily == addresses[0].AddressFamily).ToList();
        var others = addresses.Except(preferred).ToList();
        if (others.Count == 0)
        {
            return await InTurnAsync(preferred, port, cancellationToken);
        }
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var first = InTurnAsync(preferred, port, stop.Token);
        await Task.WhenAny(first, Task.Delay(FallbackDelay, options.TimeProvider, stop.Token));
        if (first.IsCompletedSuccessfully)
        {
            return await first;
        }
        var second = InTurnAsync(others, port, stop.Token);
        var winner = await Task.WhenAny(first, second);
        winner = winner.IsCompletedSuccessfully ? winner : winner == first ? second : first;
        try
        {
            return await winner;
        }
        catch (DialException)
        {
            // Both failed: the preferred family's reason is the one to show.
            return await first;
        }
        finally
        {
            await stop.CancelAsync();
            _ = (winner == first ? second : first).ContinueWith(
                static loser => (loser.IsCompletedSuccessfully ? loser.Result : null)?.Dispose(), TaskScheduler.Default);
        }
    }

    private static async Task<Socket> InTurnAsync(List<IPAddress> addresses, int port, CancellationToken cancellationToken)
    {
        DialException? firstFailure = null;
        foreach (var address in addresses)
        {
            try
            {
                return await ConnectAsync(address, port, cancellationToken);
            }
            catch (DialException failure)
            {
                firstFailure ??= failure;
            }
        }
        throw firstFailure!;
    }

    /// <summary>A socket connected to one address, or <see cref="DialException"/>.</summary>
    internal static async Task<Socket> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address, port, cancellationToken);
            return socket;
        }
        catch (SocketException failure)
        {
            socket.Dispose();
            var reason = TransferFailures.SocketReason(failure);
            throw new DialException($"dial tcp {new IPEndPoint(address, port)}: connect: {reason}", failure) { Fault = TransferFailures.FaultOf(failure) };
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
