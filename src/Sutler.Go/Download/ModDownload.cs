using Sutler.Errors;
using Sutler.Go.Loading;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary><c>mod download</c> from arguments to results. Spec: SEL, STEP-7 and WRITE rules.</summary>
/// <remarks>
/// No barriers: what go.mod lists is predicted to be wanted and starts to travel while the graph still loads; it is published,
/// and go.sum written, only after the graph confirmed it, in the go command's order of effects (decision 2).
/// </remarks>
public sealed class ModDownload
{
    private readonly Project _project;
    private readonly ModuleLister _lister;
    private readonly ModuleDownload _download;
    private readonly DownloadPrediction? _prediction;
    private readonly ProjectWriter _writer;

    /// <summary>Creates the command over its parts; without a prediction nothing travels before <see cref="RunAsync"/>.</summary>
    public ModDownload(Project project, ModuleLister lister, ModuleDownload download, DownloadPrediction? prediction, ProjectWriter writer)
    {
        _project = project;
        _lister = lister;
        _download = download;
        _prediction = prediction;
        _writer = writer;
    }

    /// <summary>
    /// Which modules no arguments mean; empty when there is nothing to download. Fails on a graph error where the go command does.
    /// Spec: SEL-2 to SEL-6, GRAPH-10.
    /// </summary>
    public async Task<IReadOnlyList<string>> DefaultArgumentsAsync(CancellationToken cancellationToken)
    {
        if (_project.Main.InWorkspace)
        {
            return ["all"];
        }

        var file = _project.Main.Single.File;
        if (file.Requires.Count == 0)
        {
            return [];
        }

        if (file.Go is null || GoVersion.Compare(file.Go, GoVersion.ExplicitIndirect) < 0)
        {
            return ["all"];
        }

        var listed = file.Requires.Select(require => require.Module).ToList();
        _prediction?.Start(listed.Select(_project.Main.Resolve), cancellationToken);
        var (requirements, _, error) = await _project.Roots.ExpandAsync(_project.Requirements, cancellationToken);
        if (error is not null)
        {
            throw error;
        }

        _project.Requirements = requirements;
        return listed.ConvertAll(module => module.Path);
    }

    /// <summary>Resolves the arguments. Spec: STEP-7.</summary>
    public Task<(IReadOnlyList<ListedModule> Modules, SutlerException? GraphError)> ListAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // From go 1.17 on go.mod lists nearly all there is; before, it says too little of it.
        if (arguments.Contains("all") && _project.HasModule && !_project.Main.InWorkspace && _project.Requirements.Pruning == ModulePruning.Pruned)
        {
            _prediction?.Start(_project.Main.Single.File.Requires.Select(require => _project.Main.Resolve(require.Module)), cancellationToken);
        }

        return _lister.ListAsync(arguments, selected => _prediction?.Confirm(selected, cancellationToken), cancellationToken);
    }

    /// <summary>Downloads all that can be downloaded, at once; results are in argument order. Spec: SEL-12, SEL-13.</summary>
    public async Task<IReadOnlyList<DownloadedModule>> RunAsync(IReadOnlyList<ListedModule> modules, CancellationToken cancellationToken)
    {
        var results = new List<DownloadedModule>();
        var running = new List<Func<CancellationToken, Task<DownloadedModule>>>();
        foreach (var listed in modules.Where(listed => !listed.IsLocal))
        {
            var result = new DownloadedModule
            {
                Path = listed.Path,
                Version = listed.Version,
                Query = listed.Query,
                Origin = listed.Origin,
                Error = listed.Error,
                Reuse = listed.IsReused,
            };
            results.Add(result);
            if (listed.Error.Length == 0 && !listed.IsReused)
            {
                running.Add(token => _download.RunAsync(result, token));
            }
        }

        _prediction?.Planned(results.Count);
        foreach (var failed in results.Where(result => result.Error.Length > 0))
        {
            _prediction?.Unresolved(new ModuleId(failed.Path, failed.Version), failed.Error);
        }

        await (_prediction?.SettleAsync(results.Select(result => new ModuleId(result.Path, result.Version))) ?? Task.CompletedTask);
        await StopOnFatal.WhenAllAsync(running, cancellationToken);
        return results;
    }

    /// <summary>What <see cref="WriteAsync"/> would write.</summary>
    public Task<ProjectChanges> FindChangesAsync(CancellationToken cancellationToken) => _writer.FindChangesAsync(_project, cancellationToken);

    /// <summary>Brings go.mod and go.sum up to date. Spec: WRITE-1, WRITE-2.</summary>
    public Task WriteAsync(CancellationToken cancellationToken) => _writer.WriteAsync(_project, cancellationToken);
}
