namespace Sutler.Go.Serving;

/// <summary>Answers the requests of the GOPROXY protocol: a directory, a store with sources behind it, or one of these behind a step such as ownership or policy.</summary>
/// <remarks>Never throws but for cancellation and defects: what goes wrong is an answer. Thread-safe.</remarks>
public interface IModuleServer
{
    /// <summary>The answer to a request. Cancelling ends the waiting of this client, not a fetch that others wait for.</summary>
    ValueTask<ServedAnswer> AnswerAsync(ModuleRequest request, RequestTerms terms, CancellationToken cancellationToken);
}

/// <summary>Who asks, and on what terms.</summary>
/// <param name="StoredOnly">Answer with what is here, or say that it is absent: <c>Disable-Module-Fetch: true</c>, <c>/cached-only/</c>. Spec: SRV-9.</param>
public sealed record RequestTerms(bool StoredOnly)
{
    /// <summary>Anything may be fetched.</summary>
    public static RequestTerms Usual { get; } = new(StoredOnly: false);

    /// <summary>The source that the request names by a header, of those that the settings allow; null for that of everybody. ADR 24.</summary>
    public string? Route { get; init; }
}
