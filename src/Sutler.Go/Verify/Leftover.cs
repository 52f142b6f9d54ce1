using Sutler.Go.Cache;

namespace Sutler.Go.Verify;

/// <summary>A tree beside its place, <c>P@v.tmp-N</c>: of a process that was ended, or is at work.</summary>
/// <param name="Version">Whose tree it was to be, or was.</param>
/// <param name="Path">Where it is.</param>
public sealed record Leftover(CachedVersion Version, string Path);
