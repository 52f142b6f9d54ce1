using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Quarantine;

namespace Sutler.Go.Diagnosis;

/// <summary>A mismatch of this run that wants to be explained.</summary>
/// <param name="Version">Where the module version is, or would be.</param>
/// <param name="Mismatch">What differs.</param>
public sealed record SeenMismatch(CachedVersion Version, ChecksumMismatch Mismatch)
{
    /// <summary>The file of the cache that it is about, which stays in its place; null for bytes that had just arrived.</summary>
    public string? CachedFile { get; init; }

    /// <summary>The source the bytes came from, without user and password; empty when that is not known.</summary>
    public string Source { get; init; } = "";

    /// <summary>Where the bytes are kept; null when they are not.</summary>
    public QuarantineEntry? Kept { get; init; }

    /// <summary>Why they are not kept.</summary>
    public string NotKept { get; init; } = "";
}
