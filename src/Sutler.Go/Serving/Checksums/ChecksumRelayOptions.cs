using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving.Checksums;

/// <summary>Which checksum databases are relayed, and how.</summary>
public sealed record ChecksumRelayOptions
{
    /// <summary>The databases, each with its key and perhaps a URL, as GOSUMDB has them. Clients are told of no other. Spec: SUMDB-1, SDSRV-1.</summary>
    public required IReadOnlyList<ChecksumDatabaseSettings> Databases { get; init; }

    /// <summary>Modules whose names no database may hear: GONOSUMDB, by default GOPRIVATE. Spec: SUMDB-3.</summary>
    public required GlobList NotForwarded { get; init; }

    /// <summary>Whether no database is asked: answers are those that are kept.</summary>
    public bool Offline { get; init; }

    /// <summary>How long a client waits for a database before it is told that this takes too long.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Told what the operator must know: a database that contradicts itself, answers that are not true, a store that takes nothing. Must not wait.</summary>
    public Action<string> Tell { get; init; } = static _ => { };
}
