namespace Sutler.Go.Serving;

/// <summary>What a request to a proxy is about, read from its target by <see cref="RequestPath"/>.</summary>
/// <param name="StoredOnly">Whether it came by way of <c>/cached-only/</c>, which allows no fetch. Spec: SRV-9.</param>
public abstract record RequestTarget(bool StoredOnly)
{
    /// <summary>A module.</summary>
    public sealed record Module(ModuleRequest Request, bool StoredOnly) : RequestTarget(StoredOnly);

    /// <summary>A checksum database.</summary>
    public sealed record ChecksumDatabase(ChecksumDatabaseRequest Request, bool StoredOnly) : RequestTarget(StoredOnly);

    /// <summary>Nothing that the protocol knows. Spec: SRV-1, SRV-2.</summary>
    /// <param name="Status">400 when the target is malformed, 404 when it is well-formed and names nothing that could exist.</param>
    /// <param name="Reason">Why, without the words for the status; one line of printable ASCII.</param>
    public sealed record Nothing(int Status, string Reason) : RequestTarget(StoredOnly: false);
}
