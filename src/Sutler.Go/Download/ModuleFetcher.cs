using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Download;

/// <summary>Gets the small files of module versions, from the cache or the sources, each once a run.</summary>
/// <remarks>Thread-safe. Spec: STEP-1, PROXY-7.</remarks>
public sealed class ModuleFetcher
{
    private readonly IModuleSources _cached;
    private readonly IModuleSources _raw;
    private readonly ModuleFileStore _store;
    private readonly OnceMap<ModuleId, RevisionInfo> _infos = new();
    private readonly OnceMap<ModuleId, byte[]> _goMods = new();

    /// <summary><paramref name="cached"/> answer through the module cache, <paramref name="raw"/> without it; both ask for each thing once.</summary>
    public ModuleFetcher(IModuleSources cached, IModuleSources raw, ModuleFileStore store)
    {
        _cached = cached;
        _raw = raw;
        _store = store;
    }

    /// <summary>
    /// Starts fetching an <c>.info</c> that is likely to be wanted; nothing is stored before somebody asks for it, and a failure
    /// is told only to whoever asks (decision 2).
    /// </summary>
    public void Predict(ModuleId module, CancellationToken cancellationToken)
    {
        if (_store.ReadInfo(module) is not null || !ModulePath.TryParse(module.Path, out var path, out _))
        {
            return;
        }

        var fetch = Task.Run(
            () => _store.InTurnAsync(
                turn => _raw.TryEachAsync(path, (repository, token) => repository.StatAsync(module.Version, token), turn),
                cancellationToken),
            cancellationToken);
        _ = fetch.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
    }

    /// <summary>The <c>.info</c> of a module version.</summary>
    public Task<RevisionInfo> InfoAsync(ModuleId module, CancellationToken cancellationToken) =>
        _infos.GetAsync(module, token => ReadInfoAsync(module, token), cancellationToken);

    /// <summary>The verified go.mod of a module version.</summary>
    public Task<byte[]> GoModAsync(ModuleId module, CancellationToken cancellationToken) =>
        _goMods.GetAsync(module, token => ReadGoModAsync(module, token), cancellationToken);

    private static ModulePath CheckedPath(ModuleId module)
    {
        if (!SemanticVersion.IsValid(module.Version))
        {
            throw new SutlerException($"invalid version {GoQuoting.Quote(module.Version)}");
        }

        return ModulePath.Parse(module.Path);
    }

    private async Task<RevisionInfo> ReadInfoAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var path = CheckedPath(module);
        return _store.ReadInfo(module)
            ?? await _cached.TryEachAsync(path, (repository, token) => repository.StatAsync(module.Version, token), cancellationToken);
    }

    private async Task<byte[]> ReadGoModAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var path = CheckedPath(module);
        return await _store.ReadGoModAsync(module, cancellationToken)
            ?? await _cached.TryEachAsync(path, (repository, token) => repository.GoModAsync(module.Version, token), cancellationToken);
    }
}
