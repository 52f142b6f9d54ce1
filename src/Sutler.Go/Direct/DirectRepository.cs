using Sutler.Errors;
using Sutler.Go.Digests;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Direct;

/// <summary>A module that goes direct: its repository is looked for with the first question, and if there is none every question fails with that.</summary>
internal sealed class DirectRepository(ModulePath path, Func<CancellationToken, Task<IModuleRepository>> findAsync) : IModuleRepository
{
    private readonly OnceMap<string, IModuleRepository> _found = new();
    private volatile string _source = "";

    public ModulePath Path => path;

    /// <inheritdoc/>
    /// <remarks>Empty until the first question was answered.</remarks>
    public string Source => _source;

    public bool IsVersionControl => true;

    public async Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).VersionsAsync(prefix, cancellationToken);

    public async Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).StatAsync(revision, cancellationToken);

    public async Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).LatestAsync(cancellationToken);

    public async Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).GoModAsync(version, cancellationToken);

    public async Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).ZipAsync(version, destination, cancellationToken);

    public async Task<byte[]> ZipPartAsync(string version, FileBlock block, long total, CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).ZipPartAsync(version, block, total, cancellationToken);

    public async Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken) =>
        await (await FindAsync(cancellationToken)).OfferZipAsync(version, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>What cannot be found cannot confirm anything: the question itself will say what is wrong.</remarks>
    public async Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken)
    {
        IModuleRepository found;
        try
        {
            found = await FindAsync(cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return false;
        }

        return await found.StillHoldsAsync(origin, cancellationToken);
    }

    private async Task<IModuleRepository> FindAsync(CancellationToken cancellationToken)
    {
        var found = await _found.GetAsync("", findAsync, cancellationToken);
        _source = found.Source;
        return found;
    }
}
