using Sutler.Go.Diagnosis;
using Sutler.Go.Digests;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Quarantine;

/// <summary>What is known of a file in quarantine. The form on disk is <see cref="QuarantineReportFile"/>'s.</summary>
public sealed record QuarantineReport
{
    /// <summary>The module version; path and version are empty for a file of the checksum database that belongs to none.</summary>
    public required ModuleId Module { get; init; }

    /// <summary>Where the file was, or would have been, below GOMODCACHE, with slashes.</summary>
    public required string File { get; init; }

    /// <summary>The names under which it is kept beside the report; none when only told of.</summary>
    public IReadOnlyList<string> Kept { get; init; } = [];

    /// <summary>Whether it was taken from its place and nothing was put there, so that a repair goes on from it.</summary>
    public bool IsTaken { get; init; }

    /// <summary>When it was put here.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>Where it came from, without user and password; empty when that is not known.</summary>
    public string Source { get; init; } = "";

    /// <summary>Its length in bytes, or null for a tree.</summary>
    public long? Length { get; init; }

    /// <summary>SHA-256 of its bytes in small hexadecimal digits; empty for a tree.</summary>
    public string Sha256 { get; init; } = "";

    /// <summary>The h1 that was found; empty when it has none.</summary>
    public string Found { get; init; } = "";

    /// <summary>Who expects which hash.</summary>
    public IReadOnlyList<ExpectedHash> Expected { get; init; } = [];

    /// <summary>Why it is bad.</summary>
    public MismatchCause Cause { get; init; }

    /// <summary>How that is known, in a sentence.</summary>
    public string Why { get; init; } = "";

    /// <summary>The blocks whose recorded digest differs.</summary>
    public IReadOnlyList<FileBlock> Blocks { get; init; } = [];

    /// <summary>The first file of a zip or tree, in the order of the h1 hash, that is not as it should be; empty when that is not known.</summary>
    public string FirstDifference { get; init; } = "";

    /// <summary>What Sutler asked, and what it got.</summary>
    public IReadOnlyList<Observation> Evidence { get; init; } = [];
}

/// <summary>A hash and who expects it.</summary>
/// <param name="By">Such as <c>go.sum</c>.</param>
/// <param name="Hash">As it is listed.</param>
public sealed record ExpectedHash(string By, string Hash);
