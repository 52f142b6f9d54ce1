using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>How long answers live, and how much is done at a time.</summary>
public sealed record StoredServerOptions
{
    /// <summary>Absolute path of a directory for zips on their way, on the file system of the store; nobody else may use it.</summary>
    public required string Partials { get; init; }

    /// <summary>Whether no source is ever asked: only what is stored is served.</summary>
    public bool Offline { get; init; }

    /// <summary>
    /// Names the source that only some clients ask for; null for that of everybody. Of such a source only those files are kept that a checksum
    /// database vouches for, which would be the same from any other: nothing else it says reaches anybody else.
    /// </summary>
    public string? Route { get; init; }

    /// <summary>How long a list, <c>@latest</c> or a query is fresh.</summary>
    public TimeSpan Fresh { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>For so long after that it is still given at once, while the source is asked again; later clients wait for the source.</summary>
    public TimeSpan StaleWhileRevalidate { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>How long the source's word counts that there is no such thing.</summary>
    public TimeSpan Negative { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Small files, lists and queries that are fetched from proxies at a time.</summary>
    public int Fetches { get; init; } = 64;

    /// <summary>Zips that are fetched from proxies at a time.</summary>
    public int Zips { get; init; } = 24;

    /// <summary>Questions, of whatever kind, that version control answers at a time.</summary>
    public int VersionControl { get; init; } = 8;

    /// <summary>Fetches of each of these kinds that may wait for their turn; more are refused.</summary>
    public int Waiting { get; init; } = 2000;

    /// <summary>Bytes of small answers that are kept in memory.</summary>
    public long Memory { get; init; } = 64 << 20;

    /// <summary>Told what the operator should know; must not wait.</summary>
    public Action<string> Tell { get; init; } = static _ => { };

    /// <summary>Whether a file of these facts is kept.</summary>
    internal bool Keeps(EntryFacts facts) => Route is null || facts.Authority is not null;
}
