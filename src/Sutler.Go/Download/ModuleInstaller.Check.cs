using System.Diagnostics;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Zip;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Download;

/// <content>What is in the cache already, against what is expected of it.</content>
#pragma warning disable CA1001 // A semaphore without wait handle holds nothing to dispose.
public sealed partial class ModuleInstaller
#pragma warning restore CA1001
{
    /// <summary>
    /// Checks the recorded hash of an installed module against go.sum or the checksum database, at every use. Any failure ends the
    /// run. Spec: WHEN-1, WHEN-4, CACHE-7.
    /// </summary>
    public async Task CheckRecordedAsync(CachedVersion version, ZipHash recorded, CancellationToken cancellationToken)
    {
        switch (recorded)
        {
            case ZipHash.Present present:
                await VerifyCachedAsync(version, present.Hash, cancellationToken);
                return;
            case ZipHash.Damaged:
                await RecomputeAsync(version, cancellationToken);
                return;
            case ZipHash.Unexpected unexpected:
                throw Fatal(version.Module, new SutlerException("unexpected ziphash: " + GoQuoting.Quote(unexpected.Text)));
            case ZipHash.Missing missing:
                throw Fatal(version.Module, new SutlerException(missing.Reason));
            default:
                throw new UnreachableException();
        }
    }

    private static FatalException Fatal(ModuleId module, SutlerException error) =>
        new("verifying " + new ModuleException(module, error).Message, error);

    private async Task VerifyFatallyAsync(ModuleId module, H1Hash hash, CancellationToken cancellationToken)
    {
        try
        {
            await _verifier.CheckAsync(module, hash, cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            throw new FatalException(error.Message, error);
        }
    }

    private async Task VerifyCachedAsync(CachedVersion version, H1Hash hash, CancellationToken cancellationToken)
    {
        try
        {
            await VerifyFatallyAsync(version.Module, hash, cancellationToken);
        }
        catch (SutlerException failure)
        {
            await NoteMismatchAsync(version, null, failure, cancellationToken);
            throw;
        }
    }

    // Not under v.lock, as in the go command: whoever comes second writes the same bytes.
    private async Task RecomputeAsync(CachedVersion version, CancellationToken cancellationToken)
    {
        try
        {
            using var zip = ModuleZip.Open(version.ZipPath);
            var hash = await _unpacker.HashAsync(zip, cancellationToken);
            await _verifier.CheckAsync(version.Module, hash, cancellationToken);
            await _cache.WriteZipHashAsync(version, hash, cancellationToken);
        }
        catch (SutlerException error)
        {
            await NoteMismatchAsync(version, null, error, cancellationToken);
            throw error is FatalException ? error : Fatal(version.Module, error);
        }
    }

    // The go command believes the record and extracts; a tree of other bytes than the record says is not published here.
    private async Task CheckAgainstRecordAsync(CachedVersion version, H1Hash hash, CancellationToken cancellationToken)
    {
        if (await _cache.ReadZipHashAsync(version, cancellationToken) is ZipHash.Present recorded && recorded.Hash != hash)
        {
            await VerifyFatallyAsync(version.Module, recorded.Hash, cancellationToken);
            throw new ModuleException(version.Module, new ChecksumMismatchException(
                $"cached zip has been modified\n\tzip:     {hash}\n\tziphash: {recorded.Hash}\n\t({version.ZipPath})",
                new ChecksumMismatch(version.Module, hash.Text, recorded.Hash.Text, ChecksumWitness.ZipHash))
            {
                Hint = $"run 'sutler mod repair {version.Module}'",
            });
        }
    }
}
