using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Download;

/// <summary>A repository with the module cache before it: what is on disk is not asked for, what arrives is verified and stored.</summary>
/// <remarks>Each question is asked once a run, whatever its outcome. Spec: CACHE-2 to CACHE-6, WHEN-1, PROXY-8.</remarks>
public sealed class CachingRepository : IModuleRepository
{
    private readonly IModuleRepository _inner;
    private readonly ModuleFileStore _store;
    private readonly OnceMap<string, VersionListing> _versions = new();
    private readonly OnceMap<string, RevisionInfo> _infos = new();
    private readonly OnceMap<string, RevisionInfo> _latest = new();
    private readonly OnceMap<string, byte[]> _goMods = new();

    /// <summary>Puts <paramref name="store"/> before <paramref name="inner"/>.</summary>
    public CachingRepository(IModuleRepository inner, ModuleFileStore store)
    {
        _inner = inner;
        _store = store;
    }

    /// <inheritdoc/>
    public ModulePath Path => _inner.Path;

    /// <inheritdoc/>
    public string Source => _inner.Source;

    /// <inheritdoc/>
    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) =>
        _versions.GetAsync(prefix, token => _store.InTurnAsync(turn => _inner.VersionsAsync(prefix, turn), token), cancellationToken);

    /// <inheritdoc/>
    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) =>
        _infos.GetAsync(revision, token => _store.InTurnAsync(turn => StatOnceAsync(revision, turn), token), cancellationToken);

    /// <inheritdoc/>
    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) =>
        _latest.GetAsync("", token => _store.InTurnAsync(LatestOnceAsync, token), cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) =>
        _goMods.GetAsync(version, token => _store.InTurnAsync(turn => GoModOnceAsync(version, turn), token), cancellationToken);

    /// <inheritdoc/>
    public Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken) =>
        _inner.ZipAsync(version, destination, cancellationToken);

    /// <inheritdoc/>
    public Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken) => _inner.OfferZipAsync(version, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => _inner.StillHoldsAsync(origin, cancellationToken);

    private async Task<RevisionInfo> StatOnceAsync(string revision, CancellationToken cancellationToken)
    {
        var module = new ModuleId(Path.Text, revision);
        if (_store.ReadInfo(module) is { } cached)
        {
            return cached;
        }

        var info = await _inner.StatAsync(revision, cancellationToken);

        // Stored under what it resolved to: a query itself is never cached. Spec: CACHE-4.
        await _store.WriteInfoAsync(module with { Version = info.Version }, info, cancellationToken);
        return info.Version == revision ? info : await RememberAsync(info, cancellationToken);
    }

    private async Task<RevisionInfo> LatestOnceAsync(CancellationToken cancellationToken)
    {
        var info = await _inner.LatestAsync(cancellationToken);
        var module = new ModuleId(Path.Text, info.Version);
        if (_store.ReadInfo(module) is null)
        {
            await _store.WriteInfoQuietlyAsync(module, info, cancellationToken);
        }

        return await RememberAsync(info, cancellationToken);
    }

    // Where it cannot be stored, a question for the resolved version is still no new request. Spec: RO-2.
    private async Task<RevisionInfo> RememberAsync(RevisionInfo info, CancellationToken cancellationToken)
    {
        try
        {
            await _infos.GetAsync(info.Version, _ => Task.FromResult(info), cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            // Somebody asked for the version itself and got this failure; the present answer stands.
        }

        return info;
    }

    private async Task<byte[]> GoModOnceAsync(string version, CancellationToken cancellationToken)
    {
        var module = new ModuleId(Path.Text, version);
        if (await _store.ReadGoModAsync(module, cancellationToken) is { } cached)
        {
            return cached;
        }

        var data = await _inner.GoModAsync(version, cancellationToken);
        await _store.AcceptGoModAsync(module, data, Source, cancellationToken);
        return data;
    }
}
