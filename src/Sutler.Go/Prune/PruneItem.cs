using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>Something that is to go.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Path">Where it is: of a module the tree, or else the zip.</param>
/// <param name="Bytes">What it takes on the disk: lengths of files, rounded up to 4096.</param>
/// <param name="Version">The module version it belongs to, by whose lock it is removed; null for what nobody locks: an empty directory, or something in quarantine.</param>
/// <param name="LastUse">When it was last used or written.</param>
public sealed record PruneItem(PruneKind Kind, string Path, long Bytes, CachedVersion? Version, DateTimeOffset LastUse);
