using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Loading;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>What <c>GOPROXY=off go build ./...</c> would miss in a project: what it reads, found by following imports as it does.</summary>
/// <remarks>
/// Files count for every platform and tag, save tests and the tag <c>ignore</c>: what is ready is ready everywhere. Names are looked at, not
/// bytes: those are <c>mod verify</c>'s. Asks nobody and writes nothing.
/// </remarks>
public sealed class OfflineCheck
{
    private readonly Project _project;
    private readonly ModuleCache _cache;
    private readonly OfflineSums _sums;
    private readonly ProjectWriter _writer;
    private readonly GoModRecorder _goMods;
    private readonly List<OfflineFinding> _findings = [];
    private readonly Dictionary<string, ModuleId> _modules = new(StringComparer.Ordinal);
    private readonly Dictionary<ModuleId, IPackageFiles?> _content = [];
    private readonly HashSet<ModuleId> _needed = [];
    private readonly Dictionary<string, bool> _unlisted = new(StringComparer.Ordinal);
    private readonly Requirements _asWritten;
    private LoadedGraph? _graph;

    /// <summary>Creates a check over a project that was loaded without network; <paramref name="goMods"/> is what it reads go.mod files through.</summary>
    public OfflineCheck(Project project, ModuleCache cache, OfflineSums sums, ProjectWriter writer, GoModRecorder goMods)
    {
        _project = project;
        _cache = cache;
        _sums = sums;
        _asWritten = project.Requirements;
        _writer = writer;
        _goMods = goMods;
    }

    /// <summary>How go.mod is treated: with <see cref="BuildMode.Mod"/> a build brings it up to date itself.</summary>
    public BuildMode Mode { get; init; }

    private enum Provision
    {
        Found,
        Unknown,
        None,
    }

    /// <summary>Looks at everything, once. Only failures that end the run are thrown.</summary>
    public async Task<OfflineReport> RunAsync(CancellationToken cancellationToken)
    {
        Add(_project.Requirements.Roots);
        if (_project.Requirements.Pruning != ModulePruning.Pruned)
        {
            await LoadGraphAsync(cancellationToken);
        }

        var unknown = FollowImports(MainImports(), cancellationToken);
        if (unknown.Count > 0 && _graph is null)
        {
            // What the roots do not have, the go command looks for in the whole graph.
            await LoadGraphAsync(cancellationToken);
            unknown = FollowImports(unknown, cancellationToken);
        }

        _findings.AddRange(unknown.Where(import => import.Value).Select(import => new OfflineFinding(OfflineNeed.Package, null, import.Key)));
        await JudgeAsync(cancellationToken);
        return new OfflineReport(_needed.Count, [.. _findings.Distinct().OrderBy(finding => finding.Need).ThenBy(finding => finding.Module?.ToString(), StringComparer.Ordinal)]);
    }

    private void Add(IEnumerable<ModuleId> modules)
    {
        foreach (var module in modules.Where(module => !PseudoModules.Contains(module.Path) && !_project.Main.Contains(module.Path)))
        {
            _modules[module.Path] = module;
        }
    }

    private async Task LoadGraphAsync(CancellationToken cancellationToken)
    {
        var (requirements, graph, error) = await _project.Roots.ExpandAsync(_project.Requirements, cancellationToken);
        _project.Requirements = requirements;
        _graph = graph;
        Add(graph.BuildList);
        if (error is not null && _goMods.Missing.Count == 0)
        {
            _findings.Add(new OfflineFinding(OfflineNeed.Graph, null, error.Message));
        }
    }

    /// <summary>What the packages of the main modules import; the value says whether a main module does.</summary>
    private Dictionary<string, bool> MainImports()
    {
        var imports = new Dictionary<string, bool>(StringComparer.Ordinal);
        foreach (var member in _project.Main.Members)
        {
            var files = new DirectoryPackages(member.Root);
            foreach (var import in files.Packages().SelectMany(directory => files.ImportsOf(directory) ?? []))
            {
                imports[import] = true;
            }
        }

        return imports;
    }

    /// <summary>Follows imports through all modules; gives those that no module has.</summary>
    private Dictionary<string, bool> FollowImports(Dictionary<string, bool> first, CancellationToken cancellationToken)
    {
        var unknown = new Dictionary<string, bool>(StringComparer.Ordinal);
        var seen = first.Keys.ToHashSet();
        var left = new Queue<(string Import, bool IsOfMain)>(first.Select(import => (import.Key, import.Value)));
        while (left.TryDequeue(out var next))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (provision, imports) = Find(next.Import, next.IsOfMain);
            if (provision == Provision.None && !IsStandard(next.Import))
            {
                unknown[next.Import] = next.IsOfMain;
            }

            foreach (var import in imports.Where(seen.Add))
            {
                left.Enqueue((import, false));
            }
        }

        return unknown;
    }

    // The longest path decides. A module that is not there may have the package: the go command would have to look.
    private (Provision Provision, IReadOnlyList<string> Imports) Find(string import, bool isOfMain)
    {
        for (var path = import; path.Length > 0; path = path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "")
        {
            if (_project.Main.Contains(path))
            {
                return (Provision.Found, []);
            }

            if (!_modules.TryGetValue(path, out var module))
            {
                continue;
            }

            if (ContentOf(module) is not { } content)
            {
                _needed.Add(module);
                return (Provision.Unknown, []);
            }

            if (content.ImportsOf(import[path.Length..].TrimStart('/')) is { } imports)
            {
                _needed.Add(module);
                NoteUnlisted(path, isOfMain);
                return (Provision.Found, imports);
            }
        }

        return (Provision.None, []);
    }

    // From go 1.17 on go.mod lists every module that a package comes from, before that every one that a main module imports from: the
    // graph may know more, but a build would have to write them down first. A workspace takes what its graph knows.
    private void NoteUnlisted(string path, bool isOfMain)
    {
        var isWanted = _asWritten.Pruning switch
        {
            ModulePruning.Pruned => true,
            ModulePruning.Unpruned => isOfMain,
            _ => false,
        };
        if (isWanted && _asWritten.RootSelected(path) is null)
        {
            _unlisted[path] = _unlisted.GetValueOrDefault(path) || isOfMain;
        }
    }

    private IEnumerable<string> Unlisted() =>
        _unlisted.Select(module => $"+ require {module.Key} {_modules[module.Key].Version}{(module.Value ? "" : " // indirect")}");

    private static bool IsStandard(string import) => !import.Split('/')[0].Contains('.', StringComparison.Ordinal);

    private IPackageFiles? ContentOf(ModuleId module)
    {
        if (!_content.TryGetValue(module, out var content))
        {
            _content[module] = content = OpenContent(_project.Main.Resolve(module));
        }

        return content;
    }

    private IPackageFiles? OpenContent(ModuleId actual)
    {
        if (actual.Version.Length == 0)
        {
            return new DirectoryPackages(Path.GetFullPath(actual.Path, _project.Main.ReplacementBase));
        }

        return TryLocate(actual) is not { } version ? null
            : ModuleCache.IsTreeComplete(version) ? new DirectoryPackages(version.TreePath)
            : ZipPackages.Open(version.ZipPath, actual);
    }

    private CachedVersion? TryLocate(ModuleId module)
    {
        try
        {
            return _cache.Locate(module);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return null;
        }
    }

    private async Task JudgeAsync(CancellationToken cancellationToken)
    {
        var changes = await _writer.FindChangesAsync(_project, cancellationToken);
        // What a module that is to be listed brings with it is not known before it is.
        _findings.AddRange((Mode == BuildMode.Mod ? [] : changes.GoMod).Concat(Unlisted()).Select(line => new OfflineFinding(OfflineNeed.GoModEdit, null, line)));
        foreach (var module in _needed.Select(_project.Main.Resolve).Where(module => module.Version.Length > 0).ToList())
        {
            JudgeContent(module);
            await JudgeGoModAsync(module, cancellationToken);
            await JudgeSumAsync(module, cancellationToken);
        }

        foreach (var module in _graph is null ? [] : _graph.Summaries.Keys.Concat(_goMods.Missing).Select(_project.Main.Resolve).Distinct())
        {
            if (module.Version.Length > 0 && !PseudoModules.Contains(module.Path))
            {
                await JudgeGoModAsync(module, cancellationToken);
            }
        }
    }

    private void JudgeContent(ModuleId module)
    {
        if (OpenContent(module) is null)
        {
            _findings.Add(new OfflineFinding(OfflineNeed.Content, module, TryLocate(module)?.ZipPath ?? ""));
        }
    }

    private async Task JudgeGoModAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var version = TryLocate(module);
        if (version is null || _cache.ReadMod(version) is null)
        {
            _findings.Add(new OfflineFinding(OfflineNeed.GoMod, module, version?.ModPath ?? ""));
        }

        await JudgeSumAsync(module with { Version = module.Version + "/go.mod" }, cancellationToken);
    }

    private async Task JudgeSumAsync(ModuleId key, CancellationToken cancellationToken)
    {
        if (!await _sums.AcceptsAsync(key, cancellationToken))
        {
            _findings.Add(new OfflineFinding(OfflineNeed.GoSumLine, key, $"{key.Path} {key.Version}"));
        }
    }
}
