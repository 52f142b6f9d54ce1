using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>The files of an interrupted transfer.</summary>
internal static class TransferFiles
{
    /// <summary>The bytes, and what is known of them; each may be missing.</summary>
    public static IEnumerable<FileInfo> Of(CachedVersion version) => [new(version.PartialZipPath), new(version.PartialZipPath + ".state")];
}
