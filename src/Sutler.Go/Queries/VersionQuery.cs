using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Queries;

/// <summary>Resolves <c>path@query</c> to one version. Spec: QUERY rules.</summary>
/// <remarks>Thread-safe.</remarks>
public sealed class VersionQuery
{
    private readonly QuerySettings _settings;

    /// <summary>Creates the query of one run.</summary>
    public VersionQuery(QuerySettings settings)
    {
        _settings = settings;
    }

    /// <summary>
    /// Whether the query names a revision or a whole version, to which exclusions and retractions do not apply. Spec: QUERY-9.
    /// </summary>
    public static bool IsRevision(string path, string query) =>
        query is not ("latest" or "upgrade" or "patch" or ['<' or '>', ..])
        && !(GoVersion.IsValidVersion(path, query) && GoVersion.IsPrefix(path, query));

    /// <summary>Resolves the query, over all sources until one answers. Spec: QUERY-12.</summary>
    /// <param name="path">Module path; any text.</param>
    /// <param name="query">What stands after the <c>@</c>.</param>
    /// <param name="current">The selected version, <c>none</c> when there is none, or empty when it does not matter. Spec: QUERY-18.</param>
    /// <param name="allowed">Which versions count; null allows all. The caller passes null when <see cref="IsRevision"/> holds.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <returns>Version, time and the origin of the whole query (JSON-6). The version is empty for a main module.</returns>
    /// <exception cref="SutlerException">
    /// The query failed; the text is the failure alone, see <see cref="QueryFailure"/>. It is a
    /// <see cref="FailureWithOriginException"/> when there is an origin to report.
    /// </exception>
    public Task<RevisionInfo> ResolveAsync(string path, string query, string current, VersionCheck? allowed, CancellationToken cancellationToken)
    {
        if (current is not ("" or "none") && !GoVersion.IsValidVersion(path, current))
        {
            throw new SutlerException($"invalid previous version {path}@{current}");
        }

        if (query is "upgrade" or "patch" && _settings.MainModules.Contains(path))
        {
            return Task.FromResult(new RevisionInfo { Version = "" });
        }

        if (path is "std" or "cmd")
        {
            throw new SutlerException(
                $"can't query specific version ({GoQuoting.Quote(query)}) of standard-library module {GoQuoting.Quote(path)}");
        }

        Task<RevisionInfo> AskAsync(IVersionSource source, CancellationToken token) =>
            new SourceQuestion(source, _settings.ReadGoModAsync, allowed) { Path = path, Query = query, Current = current }.AnswerAsync(token);

        return AskSourcesAsync(path, query, AskAsync, cancellationToken);
    }

    /// <summary>The earlier result for a module version if its sources say that it still holds, else null. Spec: REUSE-3.</summary>
    public async Task<EarlierResult?> FindEarlierAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (_settings.Earlier?.Find(module.Path, module.Version) is not { } earlier || !ModulePath.TryParse(module.Path, out var path, out _))
        {
            return null;
        }

        try
        {
            return await _settings.Sources.TryEachAsync(path, CheckAsync, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return null;
        }

        // A source that cannot confirm ends the walk, as any failure but absence does.
        async Task<EarlierResult> CheckAsync(IModuleRepository repository, CancellationToken token) =>
            await EarlierResults.HoldsAsync(earlier, module.Path, module.Version, repository, token) ? earlier : throw new SutlerException("not reusable");
    }

    private Task<RevisionInfo> AskSourcesAsync(
        string path, string query, Func<IVersionSource, CancellationToken, Task<RevisionInfo>> askAsync, CancellationToken cancellationToken)
    {
        if (GoVersion.IsToolchain(path))
        {
            return _settings.Sources.TryEachAsync(
                ModulePath.Parse(ToolchainVersions.ModulePath),
                (repository, token) => askAsync(WithReplacements(path, new ToolchainVersions(path, new RepositoryVersions(repository), _settings.RunningGoVersion)), token),
                cancellationToken);
        }

        var isReplaced = _settings.Replacements.HighestReplaced(path) is not null;
        if (!ModulePath.TryParse(path, out var modulePath, out var error))
        {
            var failure = new SutlerException(error.Reason);
            return isReplaced ? askAsync(WithReplacements(path, new NoVersions(failure)), cancellationToken) : throw failure;
        }

        async Task<RevisionInfo> AskRepositoryAsync(IModuleRepository repository, CancellationToken token)
        {
            var earlier = isReplaced || _settings.Earlier is null ? null : await _settings.Earlier.AnswerAsync(path, query, repository, token);
            return earlier ?? await askAsync(WithReplacements(path, new RepositoryVersions(repository)), token);
        }

        return _settings.Sources.TryEachAsync(modulePath, AskRepositoryAsync, cancellationToken);
    }

    private IVersionSource WithReplacements(string path, IVersionSource source) =>
        _settings.Replacements.HighestReplaced(path) is null ? source : new ReplacementVersions(path, source, _settings.Replacements);
}
