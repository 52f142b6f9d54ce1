using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Digests;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Files;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources;

/// <summary>One module as one proxy serves it, over http, https or from files. Spec: EP, INFO, LIST, MOD, ZIP and ERR rules.</summary>
/// <remarks>
/// Failures are <see cref="ModuleException"/> with the go command's text, such as
/// <c>rsc.io/quote@v1.5.2: reading http://…: 404 Not Found</c>. Thread-safe.
/// </remarks>
public sealed class ProxyRepository : IModuleRepository
{
    /// <summary>The most bytes a module zip may have. Spec: ZIP-1.</summary>
    public const long MaxZipLength = 500L << 20;

    private const string ZipTooLarge = "downloaded zip file too large";
    internal const string ListElement = "@v/list";
    internal const string LatestElement = "@latest";

    private readonly UrlReader _reader;
    private readonly Lazy<Url> _module;
    private readonly string _displayBase;
    private readonly Lazy<string> _source;
    private readonly int _retries;
    private VersionListAnswer? _list;

    /// <summary>Creates the view of <paramref name="path"/> through <paramref name="proxy"/>, which must be a URL and no keyword.</summary>
    public ProxyRepository(ModulePath path, ProxyListEntry proxy, UrlReader reader)
    {
        Path = path;
        _reader = reader;
        _displayBase = proxy.DisplayUrl;
        _source = new Lazy<string>(() => proxy.PublicUrl);
        _retries = reader.RetriesOf(proxy);
        // Most runs find most modules in the cache and never need it.
        _module = new Lazy<Url>(() => Url.Parse(proxy.Url).Join(path.Escaped));
    }

    /// <inheritdoc/>
    public ModulePath Path { get; }

    /// <inheritdoc/>
    public string Source => _source.Value;

    /// <inheritdoc/>
    public async Task<VersionListing> VersionsAsync(string prefix, CancellationToken cancellationToken)
    {
        return new VersionListing((await ListAsync(cancellationToken)).Versions(prefix));
    }

    /// <inheritdoc/>
    public async Task<RevisionInfo> StatAsync(string revision, CancellationToken cancellationToken)
    {
        var info = await InfoAsync(revision, InfoElement(revision), cancellationToken);
        var isExact = SemanticVersion.IsCanonical(revision) && ModulePathRules.Check(Path.Text, revision) is null;
        return !isExact || string.Equals(info.Version, revision, StringComparison.Ordinal)
            ? info
            : throw VersionError(revision, new SutlerException($"proxy returned info for version {info.Version} instead of requested version"));
    }

    /// <inheritdoc/>
    public async Task<RevisionInfo> LatestAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await InfoAsync("", LatestElement, cancellationToken);
        }
        catch (SutlerException absent) when (absent.IsNotExist)
        {
            return await LatestOfListAsync(cancellationToken);
        }
    }

    /// <inheritdoc/>
    public Task<byte[]> GoModAsync(string version, CancellationToken cancellationToken) =>
        TextAsync(version, GoModElement(version), FetchPriority.Guiding, cancellationToken);

    /// <summary>Where an element such as <c>@v/list</c> is; every character as it is to be sent.</summary>
    internal Url UrlOf(string element) => _module.Value.Join(element);

    /// <summary>The element with the metadata of a revision.</summary>
    internal string InfoElement(string revision) => $"@v/{Escape(revision)}.info";

    /// <summary>The element with the go.mod of a canonical version.</summary>
    internal string GoModElement(string version) => $"@v/{EscapeCanonical(version, "GoMod")}.mod";

    /// <summary>The element with the zip of a canonical version.</summary>
    internal string ZipElement(string version) => $"@v/{EscapeCanonical(version, "Zip")}.zip";

    /// <summary>
    /// Asks for a zip, but takes no more than its first byte: how long it is, or null when the proxy does not say. Failures are those of
    /// <see cref="ZipAsync"/> before the first byte.
    /// </summary>
    internal async Task<long?> MeasureZipAsync(string version, CancellationToken cancellationToken)
    {
        var url = UrlOf(ZipElement(version));
        try
        {
            var length = await _reader.MeasureFileAsync(url, cancellationToken);
            return length > MaxZipLength ? throw new SutlerException(ZipTooLarge) : length;
        }
        catch (SutlerException failure)
        {
            throw VersionError(version, failure);
        }
    }

    /// <inheritdoc/>
    public Task<bool> StillHoldsAsync(Origin origin, CancellationToken cancellationToken) => Task.FromResult(false);

    /// <inheritdoc/>
    public async Task ZipAsync(string version, PartialFile destination, CancellationToken cancellationToken)
    {
        var url = UrlOf(ZipElement(version));
        try
        {
            await _reader.FetchFileAsync(url, destination, _retries, (MaxZipLength, ZipTooLarge), cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw VersionError(version, failure);
        }
    }

    /// <inheritdoc/>
    public async Task<ZipOffer> OfferZipAsync(string version, CancellationToken cancellationToken)
    {
        var url = _module.Value.Join($"@v/{EscapeCanonical(version, "Zip")}.zip");
        try
        {
            return new ZipOffer(Source, await _reader.FindLengthAsync(url, _retries, cancellationToken));
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw VersionError(version, failure);
        }
    }

    /// <inheritdoc/>
    public async Task<byte[]> ZipPartAsync(string version, FileBlock block, long total, CancellationToken cancellationToken)
    {
        var url = _module.Value.Join($"@v/{EscapeCanonical(version, "Zip")}.zip");
        try
        {
            return await _reader.ReadPartAsync(url, block, total, _retries, cancellationToken);
        }
        catch (SutlerException failure)
        {
            throw VersionError(version, failure);
        }
    }

    private async Task<RevisionInfo> LatestOfListAsync(CancellationToken cancellationToken)
    {
        var list = Volatile.Read(ref _list) ?? await ListAsync(cancellationToken);
        return list.Newest() is { } newest
            ? await StatAsync(newest, cancellationToken)
            : throw VersionError("", new SutlerException("no commits") { IsNotExist = true });
    }

    private async Task<VersionListAnswer> ListAsync(CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(await TextAsync("", ListElement, FetchPriority.Metadata, cancellationToken));
        var list = VersionListAnswer.Parse(text);
        Volatile.Write(ref _list, list);
        return list;
    }

    private async Task<RevisionInfo> InfoAsync(string revision, string element, CancellationToken cancellationToken)
    {
        // What a query stands for decides what else is needed; of a version that is known, the zip is wanted as much.
        var priority = SemanticVersion.IsCanonical(revision) ? FetchPriority.Companion : FetchPriority.Metadata;
        var json = await TextAsync(revision, element, priority, cancellationToken);
        return InfoFile.TryParse(json, out var info, out var error)
            ? info
            : throw VersionError(revision, new SutlerException($"invalid response from proxy {GoQuoting.Quote(_displayBase)}: {error}"));
    }

    private async Task<byte[]> TextAsync(string version, string element, FetchPriority priority, CancellationToken cancellationToken)
    {
        var url = UrlOf(element);
        try
        {
            return await _reader.ReadTextAsync(url, priority, _retries, $"read {GoQuoting.Quote(url.Redacted)}: ", cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            throw VersionError(version, failure);
        }
    }

    private string Escape(string version) => ModulePathRules.TryEscapeVersion(version, out var escaped, out var error)
        ? escaped
        : throw VersionError(version, Unescapable(version, error.Reason));

    // Spec: ESC-2. The empty version is named by what wraps the failure, any other one by the failure itself.
    private static SutlerException Unescapable(string version, string reason) => version.Length == 0
        ? new InvalidVersionException(version, reason)
        : new SutlerException(reason.StartsWith("internal error", StringComparison.Ordinal) ? reason : $"version {GoQuoting.Quote(version)} invalid: {reason}");

    private string EscapeCanonical(string version, string caller) => SemanticVersion.IsCanonical(version)
        ? Escape(version)
        : throw VersionError(version, new SutlerException($"internal error: version passed to {caller} is not canonical"));

    /// <summary>Names the module and, if it is one, the version that is no canonical version. Spec: ERR-4.</summary>
    private ModuleException VersionError(string version, SutlerException failure) => version.Length == 0 || SemanticVersion.IsCanonical(version)
        ? new ModuleException(new ModuleId(Path.Text, version), failure)
        : new ModuleException(
            new ModuleId(Path.Text, ""),
            new InvalidVersionException(version, failure.Message, failure) { IsPseudo = PseudoVersion.Is(version) });
}
