using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Doctor;

/// <summary>What one question to a source brought.</summary>
/// <param name="Id">The step: <c>repository</c>, <c>program</c>, <c>list</c>, <c>latest</c>, <c>info</c>, <c>mod</c>, <c>zip</c> or <c>fetch</c>.</param>
/// <param name="Url">What was asked for; null where there is no URL.</param>
/// <param name="Answer">What came, in a line; empty after a failure.</param>
/// <param name="Failure">Why nothing came; null after an answer.</param>
/// <param name="Elapsed">How long it took.</param>
internal sealed record Question(string Id, Url? Url, string Answer, SutlerException? Failure, TimeSpan Elapsed)
{
    /// <summary>What came, in particular.</summary>
    public IReadOnlyList<StepDetail> Details { get; init; } = [];
}

/// <summary>A source whose questions are written down on their way.</summary>
internal sealed class WatchedRepository(IModuleRepository inner, TimeProvider time, List<Question> questions) : IModuleRepository
{
    public ModulePath Path => inner.Path;

    /// <summary>Who it is, for texts.</summary>
    public required string Host { get; init; }

    public Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken) => AskAsync(
        "list",
        Element(static _ => ProxyRepository.ListElement),
        token => inner.VersionsAsync(prefix, token),
        listing => VerdictTexts.Count(listing.Versions.Count, "version"),
        cancellationToken);

    public Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken) => AskAsync(
        "info", Element(proxy => proxy.InfoElement(revision)), token => inner.StatAsync(revision, token), Describe, cancellationToken);

    public Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken) =>
        AskAsync("latest", Element(static _ => ProxyRepository.LatestElement), inner.LatestAsync, Describe, cancellationToken);

    public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) => AskAsync(
        "mod", Element(proxy => proxy.GoModElement(version)), token => inner.GoModAsync(version, token), data => CacheCheck.Size(data.Length), cancellationToken);

    public async Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken) => await AskAsync(
        "fetch",
        Element(proxy => proxy.ZipElement(version)),
        async token =>
        {
            await inner.ZipAsync(version, destination, token);
            return destination.Held;
        },
        CacheCheck.Size,
        cancellationToken,
        // Whoever fetches has a limit of its own.
        isLimited: false);

    /// <summary>The length of a zip, or null when the source does not say.</summary>
    public Task<long?> MeasureZipAsync(string version, CancellationToken cancellationToken) => AskAsync(
        "zip",
        Element(proxy => proxy.ZipElement(version)),
        token => MeasureAsync(version, token),
        length => length is { } bytes ? CacheCheck.Size(bytes) : inner is ProxyRepository ? "it is there; how long it is the server does not say" : "it can be made",
        cancellationToken);

    public async Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken) => new(inner.Source, await MeasureZipAsync(version, cancellationToken));

    public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => inner.StillHoldsAsync(origin, cancellationToken);

    private static string Describe(RevisionInfo info) => $"{info.Version} of {info.Time}";

    private async Task<long?> MeasureAsync(string version, CancellationToken cancellationToken) => inner is ProxyRepository proxy
        ? await proxy.MeasureZipAsync(version, cancellationToken)
        : (await inner.OfferZipAsync(version, cancellationToken)).Length;

    private Url? Element(Func<ProxyRepository, string> name)
    {
        try
        {
            return inner is ProxyRepository proxy ? proxy.UrlOf(name(proxy)) : null;
        }
        catch (SutlerException)
        {
            // A version that has no place in a URL; asking tells.
            return null;
        }
    }

    private async Task<T> AskAsync<T>(string id, Url? url, Func<CancellationToken, Task<T>> askAsync, Func<T, string> describe, CancellationToken cancellationToken, bool isLimited = true)
    {
        var started = time.GetTimestamp();
        try
        {
            var limit = inner is ProxyRepository ? TimeLimit.Whole : TimeLimit.VersionControl;
            var answer = isLimited ? await TimeLimit.RunAsync(time, limit, askAsync, cancellationToken) : await askAsync(cancellationToken);
            questions.Add(new Question(id, url, describe(answer), null, time.GetElapsedTime(started)));
            return answer;
        }
        catch (SutlerException failure)
        {
            questions.Add(new Question(id, url, "", failure, time.GetElapsedTime(started)));
            throw;
        }
    }
}
