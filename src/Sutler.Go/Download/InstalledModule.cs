using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Download;

/// <summary>A module version whose zip is in the cache.</summary>
/// <param name="Version">Where it is.</param>
/// <param name="Cached">Whether the zip was there before: nothing was transferred.</param>
/// <param name="TreeError">Why there is no extracted tree, or null when there is one.</param>
public sealed record InstalledModule(CachedVersion Version, bool Cached, SutlerException? TreeError);
