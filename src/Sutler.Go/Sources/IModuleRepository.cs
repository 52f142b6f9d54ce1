using Sutler.Errors;
using Sutler.Go.Digests;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;

namespace Sutler.Go.Sources;

/// <summary>
/// One module as one source shows it: a proxy over HTTP, a proxy as files, version control, or any of these with
/// a cache or replacements before it.
/// </summary>
/// <remarks>
/// Every failure is a <see cref="Sutler.Errors.SutlerException"/>; <c>IsNotExist</c> on it decides whether a source list goes on (PROXY-5).
/// Thread-safe.
/// </remarks>
public interface IModuleRepository
{
    /// <summary>The module.</summary>
    ModulePath Path { get; }

    /// <summary>The source, a URL without user and password, for what is written down; empty for what is no single place.</summary>
    string Source => "";

    /// <summary>Whether questions start programs of version control here, perhaps a clone, rather than go to a proxy.</summary>
    bool IsVersionControl => false;

    /// <summary>Known versions that begin with <paramref name="prefix"/>, sorted, pseudo-versions left out. Spec: LIST-1, QUERY-14.</summary>
    Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken);

    /// <summary>Resolves a version or revision. Spec: INFO-1, INFO-2.</summary>
    Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken);

    /// <summary>The newest revision when there is no version. Spec: LIST-2, LIST-3.</summary>
    Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken);

    /// <summary>The go.mod of a canonical version, bytes as served. Spec: MOD-1.</summary>
    Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken);

    /// <summary>
    /// Makes <paramref name="destination"/> the whole zip of a canonical version. What another source, or an earlier process, left in it is
    /// kept only where this source surely has the same bytes. Spec: ZIP-1, PROXY-8; decision 4.
    /// </summary>
    Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken);

    /// <summary>
    /// Some bytes of the zip of a canonical version, which must have <paramref name="total"/> bytes there. Fails where the source has no
    /// parts to give. What comes is only as good as the digest it is compared with.
    /// </summary>
    Task<byte[]> ZipPartAsync(string version, FileBlock block, long total, CancellationToken cancellationToken) =>
        Task.FromException<byte[]>(new SutlerException("it gives no parts of files"));

    /// <summary>
    /// Whether what came from <paramref name="origin"/> would be the same if it were asked for again. Only version control can tell:
    /// others say no. Spec: REUSE-5.
    /// </summary>
    Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken);

    /// <summary>Whether there is a zip of a canonical version, and how large it is, without fetching it; fails as <see cref="ZipAsync"/> would at its start.</summary>
    Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken);
}

/// <summary>The answer of a version list.</summary>
/// <param name="Versions">Semantic versions, sorted by <see cref="SemanticVersion.CompareForSort"/>.</param>
/// <param name="Origin">Where the list came from, when the source says so (never through a proxy, JSON-6).</param>
public sealed record VersionListing(IReadOnlyList<string> Versions, Origin? Origin = null);
