using Sutler.Go.Digests;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Download;

/// <summary>A source that is asked for each <c>.info</c> once a run, so that what was predicted is not fetched again when it is wanted.</summary>
/// <remarks>Nothing is stored: that is for whoever wants the answer (decision 2).</remarks>
public sealed class AskOnceRepository : IModuleRepository
{
    private readonly IModuleRepository _inner;
    private readonly OnceMap<string, RevisionInfo> _infos = new();

    /// <summary>Puts a memory before <paramref name="inner"/>.</summary>
    public AskOnceRepository(IModuleRepository inner) => _inner = inner;

    /// <inheritdoc/>
    public ModulePath Path => _inner.Path;

    /// <inheritdoc/>
    public string Source => _inner.Source;

    /// <inheritdoc/>
    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) => _inner.VersionsAsync(prefix, cancellationToken);

    /// <inheritdoc/>
    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) =>
        _infos.GetAsync(revision, token => _inner.StatAsync(revision, token), cancellationToken);

    /// <inheritdoc/>
    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) => _inner.LatestAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) => _inner.GoModAsync(version, cancellationToken);

    /// <inheritdoc/>
    public Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken) => _inner.ZipAsync(version, destination, cancellationToken);

    /// <inheritdoc/>
    public Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken) => _inner.OfferZipAsync(version, cancellationToken);

    /// <inheritdoc/>
    public Task<byte[]> ZipPartAsync(string version, FileBlock block, long total, CancellationToken cancellationToken) =>
        _inner.ZipPartAsync(version, block, total, cancellationToken);

    /// <inheritdoc/>
    public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => _inner.StillHoldsAsync(origin, cancellationToken);
}
