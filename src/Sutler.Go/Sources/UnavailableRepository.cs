using Sutler.Errors;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Sources;

/// <summary>A module that its source cannot or must not serve: every question fails with the same error, and no request leaves.</summary>
internal sealed class UnavailableRepository(ModulePath path, Func<SutlerException> failure) : IModuleRepository
{
    public ModulePath Path => path;

    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) => Task.FromException<VersionListing>(failure());

    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) => Task.FromException<RevisionInfo>(failure());

    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) => Task.FromException<RevisionInfo>(failure());

    public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) => Task.FromException<byte[]>(failure());

    public Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken) => Task.FromException(failure());

    public Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken) => Task.FromException<ZipOffer>(failure());

    public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => Task.FromResult(false);
}
