using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Digests;
using Sutler.Go.Verify;

namespace Sutler.Go.Repair;

/// <summary>What all repairs of a run share.</summary>
/// <param name="Parts">What they work with.</param>
/// <param name="Authority">Who knows which hashes are right.</param>
/// <param name="Database">Asked before go.sum is believed against what is in the cache.</param>
/// <param name="Recorded">What was stored, by the records there were before anything was repaired.</param>
internal sealed record RepairContext(RepairParts Parts, HashAuthority Authority, ChecksumDatabase Database, RecordedDigests Recorded)
{
    /// <summary>What earlier repairs could not mend.</summary>
    public TakenZips Taken { get; } = new(Parts.Quarantine, Recorded);

    /// <summary>The cache.</summary>
    public ModuleCache Cache => Parts.Cache;

    /// <summary>Where everything is.</summary>
    public CacheLayout Layout => Parts.Cache.Layout;
}
