using System.Collections.Concurrent;
using System.Diagnostics;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Sources;

/// <summary>The sources of GOPROXY in their order, with the go command's rules of when to go on and which error to show. Spec: PROXY-1 to PROXY-7.</summary>
/// <remarks>
/// A module that GONOPROXY matches is never named to a proxy, whatever fails. Every walk begins at the first entry. A list that cannot
/// be read fails every walk. Thread-safe.
/// </remarks>
public sealed class SourceChain : IModuleSources
{
    /// <summary>Why noproxy is not asked for a module that is not private.</summary>
    internal const string NotPrivate = "path does not match GOPRIVATE/GONOPROXY";

    private readonly UrlReader _reader;
    private readonly GlobList _gonoproxy;
    private readonly Func<ModulePath, IModuleRepository> _direct;
    private readonly Func<IModuleRepository, IModuleRepository> _decorate;
    private readonly Lazy<IReadOnlyList<ProxyListEntry>> _entries;
    private readonly ConcurrentDictionary<(ProxyListEntry Entry, ModulePath Path), Lazy<IModuleRepository>> _repositories = new();

    /// <summary>Creates the chain; nothing is read or sent before the first question.</summary>
    /// <param name="goproxy">GOPROXY, not empty.</param>
    /// <param name="gonoproxy">GONOPROXY: modules that go direct.</param>
    /// <param name="reader">Reaches the proxies.</param>
    /// <param name="direct">Gives modules straight from version control.</param>
    /// <param name="decorate">Puts a cache before each repository, those that only fail included: what is cached is served even then (PROXY-9).</param>
    public SourceChain(
        string goproxy, GlobList gonoproxy, UrlReader reader, Func<ModulePath, IModuleRepository> direct, Func<IModuleRepository, IModuleRepository>? decorate = null)
    {
        _direct = direct;
        _reader = reader;
        _gonoproxy = gonoproxy;
        _decorate = decorate ?? (static repository => repository);
        _entries = new Lazy<IReadOnlyList<ProxyListEntry>>(() => ProxyList.Parse(goproxy, gonoproxy));
    }

    /// <summary>
    /// Whether repositories are kept, with what they remember, for as long as the chain is: right for a run, which wants one view of the world. A
    /// server wants to see what changes, and has no room for all names that anybody may think of.
    /// </summary>
    public bool Remembers { get; init; } = true;

    /// <summary>How much an error says; a later one replaces an earlier one of no higher rank.</summary>
    private enum Rank
    {
        NotExist,
        Proxy,
        Direct,
    }

    /// <inheritdoc/>
    public async Task<T> TryEachAsync<T>(ModulePath path, Func<IModuleRepository, CancellationToken, Task<T>> ask, CancellationToken cancellationToken)
    {
        SutlerException? best = null;
        var rank = Rank.NotExist;
        var isPrivate = _gonoproxy.Matches(path.Text);
        foreach (var entry in _entries.Value)
        {
            SutlerException failure;
            try
            {
                return await ask(RepositoryFor(entry, path), cancellationToken);
            }
            catch (SutlerException failed) when (failed is not FatalException)
            {
                failure = failed;
            }
            (best, rank) = Better(best, rank, failure, entry, isPrivate);
            if (!entry.GoesOnAfter(failure))
            {
                break;
            }
        }
        throw best ?? throw new UnreachableException("a list of sources is never empty");
    }

    /// <summary>
    /// Every source in order, to be asked by itself, by the same rules: a proxy that must not hear of the module is named without a
    /// repository. Version control is among them once, as <c>direct</c>, for a private module too. Fails as every walk does when GOPROXY
    /// cannot be read.
    /// </summary>
    public IReadOnlyList<NamedSource> Each(ModulePath path)
    {
        var isPrivate = _gonoproxy.Matches(path.Text);
        return [.. _entries.Value
            .Where(entry => entry.Url != ProxyListEntry.NoProxy || isPrivate)
            .Where((entry, position) => entry.Url != ProxyListEntry.Direct || position == 0 || !isPrivate)
            .Select(entry => entry.Url switch
            {
                ProxyListEntry.Off => new NamedSource(entry.Url, null, "GOPROXY=off"),
                ProxyListEntry.Direct or ProxyListEntry.NoProxy => new NamedSource(ProxyListEntry.Direct, RepositoryFor(entry, path), ""),
                _ => ReasonToSkip(entry, isPrivate) is { } reason
                    ? new NamedSource(entry.PublicUrl, null, reason)
                    : new NamedSource(entry.PublicUrl, RepositoryFor(entry, path), ""),
            })];
    }

    /// <summary>
    /// A source that is not in GOPROXY. One on the network hears of private modules no more than the proxies there; a directory tells nobody.
    /// </summary>
    public NamedSource Extra(ProxyListEntry entry, ModulePath path) =>
        _gonoproxy.Matches(path.Text) && !entry.Url.StartsWith("file:", StringComparison.Ordinal)
            ? new NamedSource(entry.PublicUrl, null, "disabled by GOPRIVATE/GONOPROXY")
            : new NamedSource(entry.PublicUrl, new ProxyRepository(path, entry, _reader), "");

    // An error of version control says most, then one of a proxy that is not mere absence.
    private static (SutlerException Best, Rank Rank) Better(SutlerException? best, Rank rank, SutlerException failure, ProxyListEntry entry, bool isPrivate)
    {
        if (entry.Url is ProxyListEntry.Direct || (entry.Url is ProxyListEntry.NoProxy && isPrivate))
        {
            return (failure, Rank.Direct);
        }
        if (rank <= Rank.Proxy && !failure.IsNotExist)
        {
            return (failure, Rank.Proxy);
        }
        return best is null || rank == Rank.NotExist ? (failure, rank) : (best, rank);
    }

    /// <summary>Why an entry must not be asked: real proxies must not learn of private modules, and noproxy is for those only. Spec: PROXY-4.</summary>
    /// <remarks>It is a repository like any other even so: replacements and the cache may answer in its place (QUERY-17, PROXY-9).</remarks>
    private static string? ReasonToSkip(ProxyListEntry entry, bool isPrivate) => (entry.Url, isPrivate) switch
    {
        (ProxyListEntry.NoProxy, false) => NotPrivate,
        (ProxyListEntry.NoProxy or ProxyListEntry.Direct, _) => null,
        (_, true) => "disabled by GOPRIVATE/GONOPROXY",
        _ => null,
    };

    private IModuleRepository RepositoryFor(ProxyListEntry entry, ModulePath path) => !Remembers
        ? _decorate(Create(entry, path))
        : _repositories.GetOrAdd((entry, path), key => new Lazy<IModuleRepository>(() => _decorate(Create(key.Entry, key.Path)))).Value;

    private IModuleRepository Create(ProxyListEntry entry, ModulePath path) =>
        ReasonToSkip(entry, _gonoproxy.Matches(path.Text)) is { } reason ? Absent(path, reason) : entry.Url switch
        {
            ProxyListEntry.Off => Absent(path, "module lookup disabled by GOPROXY=off"),
            ProxyListEntry.Direct or ProxyListEntry.NoProxy => _direct(path),
            _ => new ProxyRepository(path, entry, _reader),
        };

    private static UnavailableRepository Absent(ModulePath path, string reason) =>
        new(path, () => new SutlerException(reason) { IsNotExist = true });
}
