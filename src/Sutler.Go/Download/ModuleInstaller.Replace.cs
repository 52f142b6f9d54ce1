using Sutler.Go.Cache;
using Sutler.Go.Zip;

namespace Sutler.Go.Download;

/// <content>Good files in the place of bad ones, for repairs.</content>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
public sealed partial class ModuleInstaller
#pragma warning restore CA1001
{
    /// <summary>
    /// Puts good files in the place of bad ones: under the version's lock <paramref name="clearAsync"/> keeps what is bad, and says
    /// whether the tree is to be made anew; then zip, ziphash and tree are published as by an installation. What is replaced stays in
    /// its place until the other one is ready.
    /// </summary>
    /// <param name="version">The version.</param>
    /// <param name="transfer">A zip whose content was verified, for a version whose zip is bad or missing; else null.</param>
    /// <param name="clearAsync">Called once the lock is held.</param>
    /// <param name="cancellationToken">Gives up; not in the middle of a publication.</param>
    internal async Task<InstalledModule> ReplaceAsync(
        CachedVersion version, ZipTransfer? transfer, Func<CancellationToken, Task<bool>> clearAsync, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            using var held = await _cache.LockVersionAsync(version, cancellationToken);
            return await ReplaceLockedAsync(version, transfer, await clearAsync(cancellationToken), cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<InstalledModule> ReplaceLockedAsync(CachedVersion version, ZipTransfer? transfer, bool makesTree, CancellationToken cancellationToken)
    {
        ModuleCache.RemoveStaleZips(version);
        var there = (Zip: transfer is null, Hash: File.Exists(version.ZipHashPath));
        using var zip = ModuleZip.Open(transfer?.Path ?? version.ZipPath, version.ZipPath);
        var blocks = transfer is null ? null : new ZipBlocks(zip);
        if (transfer is not null)
        {
            ThrowIfForeign(zip, version.Module);
        }

        if (!makesTree && ModuleCache.IsTreeComplete(version))
        {
            await PublishZipAsync(version, (transfer, blocks), there, await _unpacker.HashAsync(zip, blocks, cancellationToken), cancellationToken);
            return new InstalledModule(version, Cached: false, TreeError: null);
        }

        if (!makesTree)
        {
            await _cache.RemoveStaleTreesAsync(version, cancellationToken);
        }

        return await UnpackAndPublishAsync(version, (transfer, blocks), zip, there, cancellationToken);
    }
}
