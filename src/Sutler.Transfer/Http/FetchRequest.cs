using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Which waiting request starts first; among equals the one that asked first.</summary>
public enum FetchPriority
{
    /// <summary>Small texts that decide what else is needed.</summary>
    Guiding,

    /// <summary>Other small texts.</summary>
    Metadata,

    /// <summary>Small texts that go with a large file and hold up nothing else: they take turns with <see cref="Bulk"/>.</summary>
    Companion,

    /// <summary>Large files.</summary>
    Bulk,

    /// <summary>A further request for a large file that has one already: only where nothing else waits.</summary>
    Spare,
}

/// <summary>One GET, or HEAD.</summary>
/// <param name="Url">An http or https URL; user and password are allowed on https only (AUTH-1, HTTP-4).</param>
/// <param name="Priority">When it may start.</param>
public sealed record FetchRequest(Url Url, FetchPriority Priority)
{
    /// <summary>Whether the body may travel compressed: texts gain, archives do not (decision 15).</summary>
    public bool AcceptGzip { get; init; } = true;

    /// <summary>Whether only the headers are asked for, by HEAD.</summary>
    public bool IsHead { get; init; }

    /// <summary>
    /// Whether whoever answers is believed: no certificate is checked, redirects may lead from https to http, and nothing secret is sent. Spec: HTTP-6.
    /// </summary>
    public bool IsFromAnybody { get; init; }

    /// <summary>Bytes to ask for: the first, and the last or null for all that follow; null for the whole.</summary>
    public (long First, long? Last)? Range { get; init; }

    /// <summary>A strong entity tag, quotes included: the range is wanted only of these very bytes. RFC 9110, 13.1.5.</summary>
    public string? IfRange { get; init; }
}
