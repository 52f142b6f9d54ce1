using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Zip;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Download;

/// <summary>Brings the zip and the extracted tree of a module version into the cache: verified first, visible after.</summary>
/// <remarks>
/// One pass over the zip hashes and extracts it, as a rule out of sight as soon as it arrives; ziphash, zip and tree are published
/// under the go command's lock, in its order, once the hash holds. Spec: ATOMIC-3 to ATOMIC-5, CHECK rules; decisions 1 and 10.
/// </remarks>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
public sealed partial class ModuleInstaller
#pragma warning restore CA1001
{
    // Each place is a lock and a zip held open.
    private const int MostAtOnce = 64;

    private readonly ModuleCache _cache;
    private readonly ModuleVerifier _verifier;
    private readonly ZipTransfers _transfers;
    private readonly ModuleZipUnpacker _unpacker;
    private readonly InstallOptions _options;
    private readonly Lock _gate = new();
    private readonly Dictionary<ModuleId, Task<InstalledModule>> _installs = [];
    private readonly SemaphoreSlim _places = new(OpenFileLimit.Jobs(MostAtOnce));

    /// <summary>Creates an installer.</summary>
    public ModuleInstaller(ModuleCache cache, ModuleVerifier verifier, ZipTransfers transfers, ModuleZipUnpacker unpacker, InstallOptions options)
    {
        _cache = cache;
        _verifier = verifier;
        _transfers = transfers;
        _unpacker = unpacker;
        _options = options;
    }

    /// <summary>
    /// Makes zip, ziphash and tree whole. Fails when the zip cannot be had or verified; a zip that is verified but cannot be
    /// extracted stays, and <see cref="InstalledModule.TreeError"/> says why there is no tree. Once a run for each module version,
    /// whatever the outcome; it ends when the first caller gives up, other callers may give up waiting for it.
    /// </summary>
    public Task<InstalledModule> InstallAsync(ModuleId module, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_installs.TryGetValue(module, out var begun))
            {
                return begun.WaitAsync(cancellationToken);
            }

            var install = InstallOnceAsync(module, cancellationToken);
            _installs.Add(module, install);
            return install;
        }
    }

    /// <summary>Gives up what was fetched of a module that will not be installed after all.</summary>
    public void Release(ModuleId module) => _transfers.Drop(module);

    private async Task<InstalledModule> InstallOnceAsync(ModuleId module, CancellationToken cancellationToken)
    {
        // The caller holds a lock.
        await Task.Yield();
        var version = _cache.Locate(module);
        if (ModuleCache.IsWhole(version))
        {
            return new InstalledModule(version, Cached: true, TreeError: null);
        }

        using var transfer = await _transfers.GetAsync(module, cancellationToken);
        try
        {
            var installed = await InstallVerifiedAsync(version, transfer, cancellationToken);
            transfer?.Discard();
            return installed with { Cached = transfer is null };
        }
        catch (SutlerException failure)
        {
            await NoteMismatchAsync(version, transfer, failure, cancellationToken);

            // That something else could not be reached, or that the disk is full, says nothing against the bytes.
            if (Retrier.FindRetryable(failure) is null && !DiskFull.Is(failure))
            {
                transfer?.Discard();
            }

            throw;
        }
    }

    private async Task NoteMismatchAsync(CachedVersion version, ZipTransfer? transfer, SutlerException failure, CancellationToken cancellationToken)
    {
        if (_options.Mismatches is not { } log || (ChecksumMismatchException.FindIn(failure) ?? FindDamage(version.Module, failure)) is not { } mismatch)
        {
            return;
        }

        if (transfer is null)
        {
            log.NoteCached(version, mismatch, version.ZipPath);
        }
        else
        {
            await log.KeepZipAsync(version, mismatch, (transfer.Path, transfer.Source), cancellationToken);
        }
    }

    // What cannot be unpacked is as wrong as what has another hash; only the text of the go command says less of it.
    private static ChecksumMismatch? FindDamage(ModuleId module, Exception? failure)
    {
        while (failure is not (null or ZipFormatException))
        {
            failure = failure.InnerException;
        }

        return failure is null ? null : ChecksumMismatch.Unreadable(module);
    }

    // Pieces need not belong together, whatever their sender said: the whole is fetched once before anybody is told. Decision 4.
    private async Task<InstalledModule> InstallVerifiedAsync(CachedVersion version, ZipTransfer? transfer, CancellationToken cancellationToken)
    {
        try
        {
            return await InstallUnderLockAsync(version, transfer, cancellationToken);
        }
        catch (SutlerException failure) when (transfer is { CameInPieces: true } && SpeaksOfContent(failure))
        {
            _options.Warn($"sutler: {version.Module}: the zip put together from pieces does not verify; fetching it as a whole");
        }

        await _transfers.FetchWholeAsync(version.Module, transfer, cancellationToken);
        return await InstallUnderLockAsync(version, transfer, cancellationToken);
    }

    private static bool SpeaksOfContent(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is ZipFormatException or VerificationException)
            {
                return true;
            }
        }

        return false;
    }

    private async Task<InstalledModule> InstallUnderLockAsync(CachedVersion version, ZipTransfer? transfer, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken);
        try
        {
            using var held = await _cache.LockVersionAsync(version, cancellationToken);
            return await InstallLockedAsync(version, transfer, cancellationToken);
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<InstalledModule> InstallLockedAsync(CachedVersion version, ZipTransfer? transfer, CancellationToken cancellationToken)
    {
        // What killed processes left; their locks are free, or we would not hold this one. Spec: LOCK-9.
        ModuleCache.RemoveStaleZips(version);
        var zipThere = File.Exists(version.ZipPath);
        var hashThere = File.Exists(version.ZipHashPath);
        if (zipThere && hashThere && ModuleCache.IsTreeComplete(version))
        {
            return new InstalledModule(version, Cached: true, TreeError: null);
        }

        if (zipThere && hashThere)
        {
            return await ExtractRecordedAsync(version, cancellationToken);
        }

        if (!zipThere && transfer?.Staged is { } staged && !ModuleCache.IsTreeComplete(version))
        {
            return await PublishStagedAsync(version, transfer, staged, hashThere, cancellationToken);
        }

        using var zip = ModuleZip.Open(zipThere ? version.ZipPath : transfer?.Path ?? version.ZipPath, version.ZipPath);
        if (!zipThere)
        {
            ThrowIfForeign(zip, version.Module);
        }

        var blocks = zipThere ? null : new ZipBlocks(zip);
        if (ModuleCache.IsTreeComplete(version))
        {
            // The tree stayed though the zip was deleted: only the zip is wanted.
            var hash = await _unpacker.HashAsync(zip, blocks, cancellationToken);
            await PublishZipAsync(version, (transfer, blocks), (zipThere, hashThere), hash, cancellationToken);
            return new InstalledModule(version, Cached: false, TreeError: null);
        }

        await _cache.RemoveStaleTreesAsync(version, cancellationToken);
        return await UnpackAndPublishAsync(version, (transfer, blocks), zip, (zipThere, hashThere), cancellationToken);
    }

    // The zip was verified when its hash was recorded: what is wrong with it now is a failure to extract. Spec: UNZIP-1.
    private async Task<InstalledModule> ExtractRecordedAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = ModuleZip.Open(version.ZipPath);
            await _cache.RemoveStaleTreesAsync(version, cancellationToken);
            return await UnpackAndPublishAsync(version, (null, null), zip, (true, true), cancellationToken);
        }
        catch (ZipFormatException damage)
        {
            await NoteMismatchAsync(version, null, damage, cancellationToken);
            return WithoutTree(version, ExtractionFailure(version, damage));
        }
    }

    private async Task<InstalledModule> PublishStagedAsync(
        CachedVersion version, ZipTransfer transfer, StagedTree staged, bool hashThere, CancellationToken cancellationToken)
    {
        await _cache.RemoveStaleTreesAsync(version, cancellationToken);
        await PublishZipAsync(version, (transfer, staged.Blocks), (Zip: false, hashThere), staged.Hash, cancellationToken);
        return await _cache.PublishTreeAsync(version, staged.Path, Modes, cancellationToken)
            ? new InstalledModule(version, Cached: false, TreeError: null)
            : await ExtractRecordedAsync(version, cancellationToken);
    }

    private TreeModes Modes => _options.WritableTrees ? TreeModes.Writable : TreeModes.CloseTop;

    private static void ThrowIfForeign(ModuleZip zip, ModuleId module)
    {
        if (ModuleZipRules.FindUnexpectedFile(zip.Directory, module) is { } error)
        {
            throw error;
        }
    }

    private async Task<InstalledModule> UnpackAndPublishAsync(
        CachedVersion version, (ZipTransfer? Transfer, ZipBlocks? Blocks) arrived, ModuleZip zip, (bool Zip, bool Hash) there, CancellationToken cancellationToken)
    {
        var tree = ModuleCache.CreateTreeTemporary(version);
        var published = false;
        try
        {
            var outcome = await UnpackAsync(version, zip, tree, arrived.Blocks, cancellationToken);
            await PublishZipAsync(version, arrived, there, outcome.Hash, cancellationToken);
            if (outcome.Illegal is { } illegal)
            {
                return WithoutTree(version, illegal);
            }

            await _cache.PublishTreeAsync(version, tree, Modes, cancellationToken);
            published = true;
            return new InstalledModule(version, Cached: false, TreeError: null);
        }
        finally
        {
            if (!published)
            {
                TreeRemover.Remove(tree);
            }
        }
    }

    // That a tree cannot be written, on a full disk say, tells nothing against the zip: it is verified and kept, as by the go command.
    private async Task<UnpackOutcome> UnpackAsync(
        CachedVersion version, ModuleZip zip, string tree, ZipBlocks? blocks, CancellationToken cancellationToken)
    {
        try
        {
            using var room = await _cache.Space.ReserveAsync(tree, new UnpackedSize(zip.Directory), cancellationToken);
            return await _unpacker.UnpackAsync(zip, version.Module, tree, _options.WritableTrees, blocks, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not (ZipFormatException or FatalException))
        {
            var explained = AtFinalPlace(version, tree, _cache.Space.Explain(failure, tree));
            return new UnpackOutcome(await _unpacker.HashAsync(zip, blocks, cancellationToken), ExtractionFailure(version, explained));
        }
    }

    // The tree is written beside its place; the name there is random and gone by the time somebody reads of it.
    private static SutlerException AtFinalPlace(CachedVersion version, string tree, SutlerException failure) =>
        new(failure.Message.Replace(tree, version.TreePath, StringComparison.Ordinal), failure);

    private static SutlerException ExtractionFailure(CachedVersion version, SutlerException failure)
    {
        var prefix = $"unzip {version.ZipPath}: ";
        return failure.Message.StartsWith(prefix, StringComparison.Ordinal) ? failure : new SutlerException(prefix + failure.Message, failure);
    }

    private InstalledModule WithoutTree(CachedVersion version, SutlerException failure)
    {
        // Go says this twice, too; of a full disk the error says all there is to say.
        if (!DiskFull.Is(failure))
        {
            _options.Warn("-> " + failure.Message);
        }

        return new InstalledModule(version, Cached: false, failure);
    }

    private async Task PublishZipAsync(
        CachedVersion version, (ZipTransfer? Transfer, ZipBlocks? Blocks) arrived, (bool Zip, bool Hash) there, H1Hash hash, CancellationToken cancellationToken)
    {
        if (there is { Zip: true, Hash: true })
        {
            await CheckAgainstRecordAsync(version, hash, cancellationToken);
            return;
        }

        await _verifier.CheckAsync(version.Module, hash, cancellationToken);
        await _cache.WriteZipHashAsync(version, hash, cancellationToken);
        if (!there.Zip)
        {
            await _cache.PublishZipAsync(version, arrived.Transfer!.Path, arrived.Blocks?.Content, cancellationToken);
        }
    }
}
