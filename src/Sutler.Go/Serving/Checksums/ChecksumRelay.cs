using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.TransparencyLog;
using Sutler.Storage.Values;

namespace Sutler.Go.Serving.Checksums;

/// <summary>Relays checksum databases: what they say is proven, kept, and given on byte for byte. Spec: SDSRV-1 to SDSRV-3, SRV-13.</summary>
/// <remarks>
/// A client that is told of a database here asks nobody else from then on, so names that are private end here too: they are refused
/// before anything is looked up, in the store or elsewhere.
/// </remarks>
public sealed class ChecksumRelay : IChecksumDatabaseServer
{
    private const string Toolchain = "golang.org/toolchain";

    private readonly ChecksumRelayOptions _options;
    private readonly TimeProvider _time;
    private readonly RelayOutcomes _outcomes;
    private readonly Dictionary<string, RelayedLog> _logs = new(StringComparer.Ordinal);

    /// <summary>A relay; nothing is asked or read before the first request.</summary>
    /// <param name="options">Which databases, and how.</param>
    /// <param name="reader">Asks databases and proxies.</param>
    /// <param name="proxies">Gives the elements of GOPROXY; one that relays a database is asked instead of it. Spec: SUMDB-5.</param>
    /// <param name="values">Where proven answers are kept.</param>
    /// <param name="time">For limits and dates.</param>
    public ChecksumRelay(ChecksumRelayOptions options, IUrlReader reader, Func<IReadOnlyList<ProxyListEntry>> proxies, IValueStore values, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_options, _time) = (options, time);
        _outcomes = new RelayOutcomes(options.Tell, time);
        foreach (var database in options.Databases)
        {
            var store = new RelayedLogStore(values, database.Key, time, what => _outcomes.Damaged(database.Name, what));
            var source = new RelayedLogSource(database, proxies, reader, time, options.Patience);
            if (!_logs.TryAdd(database.Name, new RelayedLog(database.Key, store, source, time)))
            {
                throw new SutlerException($"checksum database {database.Name} is given twice");
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<ServedAnswer> AnswerAsync(ChecksumDatabaseRequest request, RequestTerms terms, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_logs.TryGetValue(request.Database, out var log))
        {
            // The client then asks its next source, or the database itself.
            return ValueTask.FromResult<ServedAnswer>(new ServedAnswer.Absent(404, $"checksum database {request.Database} is not relayed here"));
        }

        return request switch
        {
            ChecksumDatabaseRequest.Supported => ValueTask.FromResult<ServedAnswer>(
                new ServedAnswer.Found(new MemoryContent(default) { MediaType = MediaTypes.Text }, AnswerLife.Short)),
            ChecksumDatabaseRequest.Endpoint endpoint => AnswerAsync(request.Database, log, RelayEndpoint.Parse(endpoint.Path), terms, cancellationToken),
            _ => throw new UnreachableException(),
        };
    }

    private async ValueTask<ServedAnswer> AnswerAsync(string database, RelayedLog log, RelayEndpoint endpoint, RequestTerms terms, CancellationToken cancellationToken)
    {
        if (endpoint is RelayEndpoint.Lookup { Path.Text: var module } && module != Toolchain && _options.NotForwarded.Matches(module))
        {
            return new ServedAnswer.Refused(
                $"{module} is private here (GONOSUMDB or GOPRIVATE of the server), so no checksum database is asked about it; set GOPRIVATE in the client too");
        }

        using var deadline = new CancellationTokenSource(_options.Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            return RelayOutcomes.AnswerOf(endpoint, await log.FindAsync(endpoint, terms.StoredOnly || _options.Offline, either.Token));
        }
        catch (SutlerException failure)
        {
            return _outcomes.AnswerOf(database, failure);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return new ServedAnswer.Failed(504, $"checksum database {database} did not answer within {_options.Patience.TotalSeconds:0} seconds");
        }
    }
}
