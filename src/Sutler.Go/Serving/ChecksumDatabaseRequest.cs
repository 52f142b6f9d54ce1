namespace Sutler.Go.Serving;

/// <summary>What a client asks a proxy for in the name of a checksum database. Spec: SDSRV.</summary>
/// <param name="Database">Its name, such as <c>sum.golang.org</c>; perhaps one that is not served here.</param>
public abstract record ChecksumDatabaseRequest(string Database)
{
    /// <summary><c>/sumdb/NAME/supported</c>.</summary>
    public sealed record Supported(string Database) : ChecksumDatabaseRequest(Database);

    /// <summary><c>/sumdb/NAME/ENDPOINT</c>: <c>latest</c>, <c>lookup/…</c> or <c>tile/…</c>, as it came over the wire, escapes kept.</summary>
    public sealed record Endpoint(string Database, string Path) : ChecksumDatabaseRequest(Database);
}

/// <summary>Answers for checksum databases. Never throws but for cancellation and defects. Thread-safe.</summary>
public interface IChecksumDatabaseServer
{
    /// <summary>The answer to a request.</summary>
    ValueTask<ServedAnswer> AnswerAsync(ChecksumDatabaseRequest request, RequestTerms terms, CancellationToken cancellationToken);
}
