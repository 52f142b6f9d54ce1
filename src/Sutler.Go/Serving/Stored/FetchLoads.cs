using System.Runtime.InteropServices;

namespace Sutler.Go.Serving.Stored;

/// <summary>How much is being fetched at the moment, queue by queue.</summary>
/// <param name="Small">Small files, lists and queries, from other proxies.</param>
/// <param name="Zips">Zips, from other proxies.</param>
/// <param name="VersionControl">Anything, from version control.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct FetchLoads(FetchLoad Small, FetchLoad Zips, FetchLoad VersionControl)
{
    /// <summary>Those of two servers together.</summary>
    public FetchLoads Plus(FetchLoads other) => new(Small.Plus(other.Small), Zips.Plus(other.Zips), VersionControl.Plus(other.VersionControl));
}
