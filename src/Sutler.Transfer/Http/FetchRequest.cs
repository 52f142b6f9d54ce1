using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>Which waiting request starts first; among equals the one that asked first.</summary>
public enum FetchPriority
{
    /// <summary>Small texts that decide what else is needed.</summary>
    Guiding,

    /// <summary>Other small texts.</summary>
    Metadata,

    /// <summary>Large files.</summary>
    Bulk,
}

/// <summary>One GET.</summary>
/// <param name="Url">An http or https URL; user and password are allowed on https only (AUTH-1, HTTP-4).</param>
/// <param name="Priority">When it may start.</param>
public sealed record FetchRequest(Url Url, FetchPriority Priority)
{
    /// <summary>Whether the body may travel compressed: texts gain, archives do not (decision 15).</summary>
    public bool AcceptGzip { get; init; } = true;
}
