using Sutler.Go.Sources;

namespace Sutler.Go.Queries;

/// <summary>What a query asks of one source: versions, but no files.</summary>
internal interface IVersionSource
{
    Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken);

    Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken);

    Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken);
}

/// <summary>A repository as it is.</summary>
internal sealed class RepositoryVersions(IModuleRepository repository) : IVersionSource
{
    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) => repository.VersionsAsync(prefix, cancellationToken);

    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) => repository.StatAsync(revision, cancellationToken);

    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) => repository.LatestAsync(cancellationToken);
}

/// <summary>A path that no source can serve, such as <c>m</c>; replacements may still give it versions.</summary>
internal sealed class NoVersions(Errors.SutlerException reason) : IVersionSource
{
    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) => Task.FromResult(new VersionListing([]));

    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) => Task.FromException<RevisionInfo>(reason);

    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) => Task.FromException<RevisionInfo>(reason);
}
