using System.Text.Json.Serialization;

namespace Sutler.Server.Operations;

/// <summary>What a server is doing: the page <c>/api/status</c>, and what <c>sutler status</c> shows. docs/reference/status.md explains each field.</summary>
/// <remarks>Fields are only ever added. Numbers count from the start of the server; sizes are bytes, times UTC.</remarks>
public sealed record ServerStatus
{
    /// <summary>The version of sutler.</summary>
    public required string Version { get; init; }

    /// <summary>When it began to listen.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Seconds since then.</summary>
    public required double UptimeSeconds { get; init; }

    /// <summary>Why it is not ready; null when it is.</summary>
    public string? NotReady { get; init; }

    /// <summary>What was answered.</summary>
    public required RequestStatus Requests { get; init; }

    /// <summary>What is kept; null where nothing is, or it cannot be counted.</summary>
    public StoreStatus? Store { get; init; }
}

/// <summary>What was answered.</summary>
public sealed record RequestStatus
{
    /// <summary>Requests that were answered, to operators and for pages as well.</summary>
    public required long Total { get; init; }

    /// <summary>Requests that are being answered, without the one for this status.</summary>
    public required long Active { get; init; }

    /// <summary>Answers that did not reach their end.</summary>
    public required long Broken { get; init; }

    /// <summary>Bytes of bodies.</summary>
    public required long SentBytes { get; init; }

    /// <summary>Which part of what was found for clients was here, from 0 to 1; null before anything was.</summary>
    public double? HitRate { get; init; }

    /// <summary>Requests for modules and checksum databases by how the answer came about, as in the access log; those without any are missing.</summary>
    public required IReadOnlyDictionary<string, long> Causes { get; init; }
}

/// <summary>What is kept.</summary>
public sealed record StoreStatus
{
    /// <summary>Files of modules.</summary>
    public required long Files { get; init; }

    /// <summary>Lists, queries and texts of checksum databases.</summary>
    public required long Answers { get; init; }

    /// <summary>Bytes of all contents, each counted once.</summary>
    public required long Bytes { get; init; }

    /// <summary>Fetches that are going on.</summary>
    public required int Fetching { get; init; }

    /// <summary>Fetches that wait for their turn.</summary>
    public required int Waiting { get; init; }

    /// <summary>Where modules come from, in the form of GOPROXY, without passwords.</summary>
    public required string Upstream { get; init; }

    /// <summary>Hosts of sources that failed so often in a row that they are left alone for a while.</summary>
    public required IReadOnlyList<string> Resting { get; init; }

    /// <summary>Whether no source is asked.</summary>
    public required bool Offline { get; init; }

    /// <summary>What came of reading stored files again; null before that happened.</summary>
    public ScrubStatus? LastScrub { get; init; }
}

/// <summary>A stretch of reading stored files again.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Files">Files that were read.</param>
/// <param name="Bytes">Their bytes.</param>
/// <param name="Damaged">Files that were damaged or lost: set aside, to be fetched anew.</param>
/// <param name="Unreadable">Files that could not be read.</param>
public sealed record ScrubStatus(DateTimeOffset At, long Files, long Bytes, long Damaged, long Unreadable);

/// <summary>Writes and reads a status, without reflection.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ServerStatus))]
public sealed partial class StatusJson : JsonSerializerContext;
