using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Zip;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Download;

/// <summary>Unpacks zips as they arrive, out of sight, so that processors do not idle until it is known what may be published.</summary>
/// <remarks>Only under the lock of the zip's transfer, which keeps other Sutlers away; the go command never looks there (ADR 4).</remarks>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
public sealed class TreeStager
#pragma warning restore CA1001
{
    // Each place is a zip held open.
    private const int MostAtOnce = 64;

    private readonly ModuleCache _cache;
    private readonly ModuleZipUnpacker _unpacker;
    private readonly bool _writableTrees;
    private readonly SemaphoreSlim _places = new(OpenFileLimit.Jobs(MostAtOnce));

    /// <summary><paramref name="writableTrees"/> as in <see cref="InstallOptions"/>.</summary>
    public TreeStager(ModuleCache cache, ModuleZipUnpacker unpacker, bool writableTrees)
    {
        _cache = cache;
        _unpacker = unpacker;
        _writableTrees = writableTrees;
    }

    /// <summary>
    /// Unpacks the zip at <paramref name="zipPath"/>; null when there is a tree already, or none can be made of it: whoever installs
    /// the module then tries again, and tells why not.
    /// </summary>
    internal async Task<StagedTree?> StageAsync(CachedVersion version, string zipPath, CancellationToken cancellationToken)
    {
        if (ModuleCache.IsTreeComplete(version))
        {
            return null;
        }

        await _places.WaitAsync(cancellationToken);
        try
        {
            using var zip = ModuleZip.Open(zipPath, version.ZipPath);
            return ModuleZipRules.FindUnexpectedFile(zip.Directory, version.Module) is null ? await StageAsync(version, zip, cancellationToken) : null;
        }
        catch (SutlerException)
        {
            return null;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<StagedTree?> StageAsync(CachedVersion version, ModuleZip zip, CancellationToken cancellationToken)
    {
        // A process that was killed may have left one.
        TreeRemover.Remove(version.StagedTreePath);
        using var room = await _cache.Space.ReserveAsync(Path.GetDirectoryName(version.StagedTreePath)!, new UnpackedSize(zip.Directory), cancellationToken);
        var blocks = new ZipBlocks(zip);
        var outcome = await _unpacker.UnpackAsync(zip, version.Module, version.StagedTreePath, _writableTrees, blocks, cancellationToken);
        return outcome.Illegal is null ? new StagedTree(version.StagedTreePath, outcome.Hash, blocks) : null;
    }
}
