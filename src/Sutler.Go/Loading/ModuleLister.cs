using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Finds the module versions that command line arguments name. Spec: SEL-7 to SEL-15, GRAPH-5, STEP-7.</summary>
public sealed class ModuleLister
{
    /// <summary>What is missing when an argument needs a main module and there is none.</summary>
    public const string NoModule = "go.mod file not found in current directory or any parent directory; see 'go help modules'";

    private readonly Project _project;
    private readonly VersionQuery _query;
    private readonly AllowedVersions _allowed;
    private readonly Action<string> _warn;
    private readonly Dictionary<string, Task> _turns = new(StringComparer.Ordinal);

    /// <summary><paramref name="warn"/> prints a line on stderr as it is.</summary>
    public ModuleLister(Project project, VersionQuery query, AllowedVersions allowed, Action<string> warn)
    {
        _allowed = allowed;
        _project = project;
        _query = query;
        _warn = warn;
    }

    /// <summary>Is told of revisions that will be asked for in a while, so that they may be fetched with others.</summary>
    public Action<ModuleId> Predict { get; init; } = static _ => { };

    /// <summary>
    /// The modules in argument order, and the graph error that is to be reported after them (GRAPH-12). The graph is loaded only
    /// when an argument needs it, and then the project's requirements are brought in line with it.
    /// </summary>
    /// <param name="arguments">The arguments.</param>
    /// <param name="onSelected">Is told, before anything is asked of them, which versions the module graph has chosen, replacements in place.</param>
    /// <param name="cancellationToken">Gives up.</param>
    public async Task<(IReadOnlyList<ListedModule> Modules, SutlerException? GraphError)> ListAsync(
        IReadOnlyList<string> arguments, Action<IReadOnlyList<ModuleId>> onSelected, CancellationToken cancellationToken)
    {
        LoadedGraph? graph = null;
        SutlerException? graphError = null;
        if (NeedsGraph(arguments))
        {
            var (requirements, loaded, error) = await _project.Roots.ExpandAsync(_project.Requirements, cancellationToken);
            (graph, graphError) = (loaded, error);
            if (error is null)
            {
                _project.Requirements = requirements;
            }
        }

        var matched = new HashSet<ModuleId>();
        var selected = new List<ModuleId>();
        var pending = new List<Func<CancellationToken, Task<ListedModule>>>();
        foreach (var argument in arguments)
        {
            pending.AddRange(Resolve(argument, (graph, graphError), matched, selected));
        }

        if (graphError is null && selected.Count > 0)
        {
            onSelected(selected);
        }

        return (await StopOnFatal.WhenAllAsync(pending, cancellationToken), graphError);
    }

    private bool NeedsGraph(IReadOnlyList<string> arguments)
    {
        var needed = false;
        foreach (var argument in arguments)
        {
            CheckForm(argument);
            if (argument == "all" || IsPattern(argument))
            {
                needed = true;
                RequireModule($"cannot match {GoQuoting.Quote(argument)}: ");
                continue;
            }

            var (path, query) = Cut(argument);
            if ((query is not null and not "upgrade" and not "patch")
                || (_project.Requirements.RootSelected(path) is not null && _project.Requirements.Pruning != ModulePruning.Unpruned))
            {
                continue;
            }

            needed = true;
            RequireModule(query is null
                ? $"cannot match {GoQuoting.Quote(argument)} without -versions or an explicit version: "
                : $"cannot match {GoQuoting.Quote(argument)}: ");
        }

        return needed;
    }

    private static void CheckForm(string argument)
    {
        if (argument.Contains('\\', StringComparison.Ordinal))
        {
            throw new FatalException("module paths never use backslash") { Prefixed = true };
        }

        if (argument is "." or ".." || argument.StartsWith("./", StringComparison.Ordinal) || argument.StartsWith("../", StringComparison.Ordinal))
        {
            throw new FatalException($"cannot use relative path {argument} to specify module") { Prefixed = true };
        }
    }

    private void RequireModule(string prefix)
    {
        if (!_project.HasModule)
        {
            throw new FatalException(prefix + NoModule) { Prefixed = true };
        }
    }

    private static bool IsPattern(string argument) => argument.Contains("...", StringComparison.Ordinal);

    private static (string Path, string? Query) Cut(string argument)
    {
        var at = argument.IndexOf('@', StringComparison.Ordinal);
        return at < 0 ? (argument, null) : (argument[..at], argument[(at + 1)..]);
    }

    private IEnumerable<Func<CancellationToken, Task<ListedModule>>> Resolve(
        string argument, (LoadedGraph? Graph, SutlerException? Error) loaded, HashSet<ModuleId> matched, List<ModuleId> selected)
    {
        var (graph, graphError) = loaded;
        var (path, query) = Cut(argument);
        if (query is not null)
        {
            var current = (graph is null ? _project.Requirements.RootSelected(path) : graph.Selected(path)) ?? "";
            var unknown = current == "none" && graphError is not null && query is ("upgrade" or "patch");
            return unknown ? [] : [InTurn(path, query, (turn, token) => ResolveQueryAsync((path, query, current), turn, token))];
        }

        if (argument == "all" || IsPattern(argument))
        {
            return ResolvePattern(argument, graph!, matched, selected);
        }

        var version = graph is null ? _project.Requirements.RootSelected(argument)! : graph.Selected(argument);
        if (version != "none")
        {
            return [ResolveSelected(new ModuleId(argument, version), selected)];
        }

        return graphError is not null ? [] : [_ => Task.FromResult(new ListedModule
        {
            Path = argument,
            Error = new ModuleException(new ModuleId(argument, ""), new SutlerException("not a known dependency")).Message,
        })];
    }

    private IEnumerable<Func<CancellationToken, Task<ListedModule>>> ResolvePattern(
        string argument, LoadedGraph graph, HashSet<ModuleId> matched, List<ModuleId> selected)
    {
        var pattern = argument == "all" ? null : new ModulePattern(argument);
        var matches = graph.BuildList
            .Where(module => !PseudoModules.Contains(module.Path) && pattern?.Matches(module.Path) != false)
            .Where(matched.Add)
            .ToList();
        if (matches.Count == 0)
        {
            _warn($"warning: pattern {GoQuoting.Quote(argument)} matched no module dependencies");
        }

        return matches.ConvertAll(module => ResolveSelected(module, selected));
    }

    // What one query found answers a later one of the same module, origin and all: it has to be the earlier in the command line. Spec: STEP-7.
    private Func<CancellationToken, Task<ListedModule>> InTurn(
        string path, string query, Func<Turn, CancellationToken, Task<ListedModule>> resolveAsync)
    {
        var end = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = _turns.GetValueOrDefault(path, Task.CompletedTask);
        if (IsCommit(query))
        {
            // What leads to a commit is told only where the repository had to be asked: modules before may have fetched it. Spec: GIT-6.
            before = Task.WhenAll(_turns.Values);
        }
        else if (_turns.ContainsKey(path) && (SemanticVersion.IsCanonical(query) || VersionQuery.IsRevision(path, query)))
        {
            Predict(new ModuleId(path, query));
        }

        _turns[path] = end.Task;
        return token => resolveAsync(new Turn(before, end), token);
    }

    private static bool IsCommit(string query) => query.Length >= 7 && query.All(char.IsAsciiHexDigitLower);

    private async Task<RevisionInfo> FindAsync((string Path, string Query, string Current) wanted, Turn turn, CancellationToken cancellationToken)
    {
        try
        {
            await turn.Before.WaitAsync(cancellationToken);
            var allowed = VersionQuery.IsRevision(wanted.Path, wanted.Query) ? (VersionCheck?)null : _allowed.CheckAsync;
            return await _query.ResolveAsync(wanted.Path, wanted.Query, wanted.Current, allowed, cancellationToken);
        }
        finally
        {
            turn.End.SetResult();
        }
    }

    private async Task<ListedModule> ResolveQueryAsync((string Path, string Query, string Current) wanted, Turn turn, CancellationToken cancellationToken)
    {
        var (path, query, _) = wanted;
        try
        {
            var found = await FindAsync(wanted, turn, cancellationToken);
            var module = new ModuleId(path, found.Version);
            var listed = await _query.FindEarlierAsync(module, cancellationToken) is { } earlier
                ? new ListedModule { Path = path, Version = earlier.Version, Error = earlier.Error, IsReused = true }
                : await CompleteAsync(module, cancellationToken);
            return listed with { Query = listed.Version == query ? "" : query, Origin = found.Origin };
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            return new ListedModule
            {
                Path = path,
                Version = query,
                Error = QueryFailure.Attribute(path, query, error).Message,
                Origin = QueryFailure.OriginOf(error),
            };
        }
    }

    // Spec: SEL-14, SEL-15. A replaced module only looks up its replacement.
    private Func<CancellationToken, Task<ListedModule>> ResolveSelected(ModuleId module, List<ModuleId> selected)
    {
        if (module.Version.Length == 0 && _project.Main.Contains(module.Path))
        {
            return _ => Task.FromResult(new ListedModule { Path = module.Path });
        }

        var resolved = _project.Main.Resolve(module);
        if (resolved.Version.Length > 0 && !PseudoModules.Contains(resolved.Path))
        {
            selected.Add(resolved);
        }

        return token => CompleteAsync(resolved, token);
    }

    private async Task<ListedModule> CompleteAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (module.Version.Length == 0 || PseudoModules.Contains(module.Path))
        {
            return new ListedModule { Path = module.Path, Version = module.Version };
        }

        string version;
        try
        {
            version = (await _query.ResolveAsync(module.Path, module.Version, "", allowed: null, cancellationToken)).Version;
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            return new ListedModule { Path = module.Path, Version = module.Version, Error = error.Message };
        }

        try
        {
            await _project.Summaries.RawAsync(module, cancellationToken);
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            // Comes up again, as this module's error, when it is downloaded. Spec: STEP-7.
        }

        return new ListedModule { Path = module.Path, Version = version };
    }

    private sealed record Turn(Task Before, TaskCompletionSource End);
}
