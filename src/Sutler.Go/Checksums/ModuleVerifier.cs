using Sutler.GoModules.Modules;
using Sutler.GoModules.Zip;

namespace Sutler.Go.Checksums;

/// <summary>Decides whether a hash may be trusted: go.sum first, the checksum database where go.sum is silent. Spec: WHEN-1 to WHEN-6.</summary>
public sealed class ModuleVerifier
{
    private readonly GoSumState _goSum;
    private readonly ChecksumDatabase? _database;

    /// <summary>Creates the judge of one run; without a database, what go.sum is silent about passes, and nothing of it may be kept.</summary>
    public ModuleVerifier(GoSumState goSum, ChecksumDatabase? database)
    {
        _goSum = goSum;
        _database = database;
    }

    /// <summary>Checks the bytes of a <c>.mod</c> file.</summary>
    public Task CheckGoModAsync(ModuleId module, ReadOnlySpan<byte> goMod, CancellationToken cancellationToken) =>
        CheckAsync(module with { Version = module.Version + "/go.mod" }, H1.OfGoMod(goMod), cancellationToken);

    /// <summary>Checks the hash of a key as in go.sum: the version ends in <c>/go.mod</c> for go.mod files.</summary>
    public async Task CheckAsync(ModuleId key, H1Hash hash, CancellationToken cancellationToken)
    {
        if (await _goSum.IsListedAsync(key, hash, cancellationToken))
        {
            return;
        }

        if (_database?.Applies(key.Path) == true)
        {
            await _database.VerifyAsync(key, hash, cancellationToken);
        }

        _goSum.Add(key, hash);
    }
}
