using System.Net;
using Sutler.Transfer.Http;

namespace Sutler.Transfer.Probes;

/// <summary>Finds out how far a connection gets, with the parts that <see cref="HttpFetcher"/> connects with, and sends nothing over it.</summary>
/// <param name="options">Clock, name service and time limit.</param>
public sealed class ConnectionProbe(HttpFetcherOptions options)
{
    private const int MostAddresses = 8;

    private readonly Dialer _dialer = new(options);

    /// <summary>Asks for the addresses of a host name; those of an address are itself.</summary>
    public async Task<NameAnswer> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        try
        {
            var addresses = await WithinAsync($"dial tcp: lookup {host}: i/o timeout", token => _dialer.ResolveAsync(host, token), cancellationToken);
            return new NameAnswer(addresses, options.TimeProvider.GetElapsedTime(started), null);
        }
        catch (DialException failure)
        {
            return new NameAnswer([], options.TimeProvider.GetElapsedTime(started), new ProbeFailure(failure.Fault, failure.Message));
        }
    }

    /// <summary>Connects to each of the addresses, at most eight, all at the same time.</summary>
    public async Task<IReadOnlyList<ConnectAnswer>> ConnectAsync(IReadOnlyList<IPAddress> addresses, int port, CancellationToken cancellationToken) =>
        await Task.WhenAll(addresses.Take(MostAddresses).Select(address => ConnectAsync(address, port, cancellationToken)));

    private async Task<ConnectAnswer> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken)
    {
        var started = options.TimeProvider.GetTimestamp();
        try
        {
            using var socket = await WithinAsync(
                $"dial tcp {new IPEndPoint(address, port)}: i/o timeout", token => Dialer.ConnectAsync(address, port, token), cancellationToken);
            return new ConnectAnswer(address, options.TimeProvider.GetElapsedTime(started), null);
        }
        catch (DialException failure)
        {
            return new ConnectAnswer(address, options.TimeProvider.GetElapsedTime(started), new ProbeFailure(failure.Fault, failure.Message));
        }
    }

    private async Task<T> WithinAsync<T>(string tooLate, Func<CancellationToken, Task<T>> workAsync, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            return await workAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DialException(tooLate) { Fault = TransferFault.Timeout };
        }
    }
}

/// <summary>Why a probe failed.</summary>
/// <param name="Fault">What it was.</param>
/// <param name="Message">The same in Go's words.</param>
public sealed record ProbeFailure(TransferFault Fault, string Message);

/// <summary>What the name service said.</summary>
/// <param name="Addresses">Addresses in their order of preference; none after a failure.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Failure">Null when there are addresses.</param>
public sealed record NameAnswer(IReadOnlyList<IPAddress> Addresses, TimeSpan Elapsed, ProbeFailure? Failure);

/// <summary>What came of one address.</summary>
/// <param name="Address">The address.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Failure">Null when it could be connected to.</param>
public sealed record ConnectAnswer(IPAddress Address, TimeSpan Elapsed, ProbeFailure? Failure);
