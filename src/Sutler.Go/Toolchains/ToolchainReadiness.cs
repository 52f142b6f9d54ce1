using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Environment;
using Sutler.Go.Preflight;
using Sutler.Go.Sources;

namespace Sutler.Go.Toolchains;

/// <summary>Whether the go command could switch to a toolchain without network: by PATH, or by the cache with the database's proof beside it.</summary>
public sealed class ToolchainReadiness
{
    private readonly GoEnvironment _environment;
    private readonly ModuleCache _cache;
    private readonly ChecksumDatabase _database;

    /// <summary>Creates the check; nothing is asked and nothing written.</summary>
    public ToolchainReadiness(GoEnvironment environment, ModuleCache cache, LockedFiles files)
    {
        // As the build would see it: a toolchain from a directory is not checked, but only while that directory is the proxy.
        _environment = environment with { GoProxy = "off" };
        _cache = cache;
        _database = ChecksumDatabase.Unwritten(_environment, new NoNetwork(), files);
    }

    /// <summary>What is missing; empty when nothing is.</summary>
    public async Task<IReadOnlyList<OfflineFinding>> CheckAsync(RequiredToolchain toolchain, CancellationToken cancellationToken)
    {
        if (toolchain.IsOnPath(_environment))
        {
            return [];
        }

        var version = _cache.Locate(toolchain.Module);
        if (!toolchain.MayDownload || !(ModuleCache.IsTreeComplete(version) || File.Exists(version.ZipPath)))
        {
            return [new OfflineFinding(OfflineNeed.Toolchain, toolchain.Module, toolchain.Name)];
        }

        try
        {
            if (await _cache.ReadZipHashAsync(version, cancellationToken) is ZipHash.Present recorded)
            {
                await _database.VerifyAsync(toolchain.Module, recorded.Hash, cancellationToken);
            }

            return [];
        }
        catch (SutlerException failure)
        {
            return [new OfflineFinding(OfflineNeed.ToolchainProof, toolchain.Module, failure.Message)];
        }
    }

    private sealed class NoNetwork : IUrlReader
    {
        public Task<byte[]> ReadAsync(string url, CancellationToken cancellationToken) =>
            Task.FromException<byte[]>(new SutlerException("not in the module cache"));
    }
}
