using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>A module version that takes up room: it has a zip or a tree.</summary>
/// <param name="Version">Where it is.</param>
/// <param name="Bytes">What zip, hash and tree take on the disk.</param>
/// <param name="LastUse">When it was last used, as far as the file system tells.</param>
public sealed record StoredModule(CachedVersion Version, long Bytes, DateTimeOffset LastUse);
