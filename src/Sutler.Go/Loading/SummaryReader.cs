using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.GoModules;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Reads what the graph needs of dependencies' go.mod files, each file once a run.</summary>
public sealed class SummaryReader
{
    private readonly GoEnvironment _environment;
    private readonly MainModules _main;
    private readonly Func<ModuleId, CancellationToken, Task<byte[]>> _goMod;
    private readonly ProjectFiles _files;
    private readonly OnceMap<ModuleId, ModuleSummary> _cache = new();

    /// <summary><paramref name="goMod"/> gives the verified go.mod of a module version.</summary>
    public SummaryReader(GoEnvironment environment, MainModules main, ProjectFiles files, Func<ModuleId, CancellationToken, Task<byte[]>> goMod)
    {
        _environment = environment;
        _main = main;
        _files = files;
        _goMod = goMod;
    }

    /// <summary>The summary of a node of the graph, after replacement and without excluded requirements. Spec: GRAPH-7, GOMOD-18.</summary>
    public async Task<ModuleSummary> ForGraphAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (PseudoModules.Contains(module.Path))
        {
            return Pseudo(module);
        }

        var actual = _main.Resolve(module);
        var summary = await RawAsync(actual, cancellationToken);
        if (summary.TooNew is { } tooNew)
        {
            throw tooNew;
        }

        if (actual.Version.Length > 0)
        {
            CheckDeclaredPath(module, actual, summary);
        }

        return _main.HasExcludes && summary.Require.Any(_main.Excludes)
            ? summary with { Require = [.. summary.Require.Where(required => !_main.Excludes(required))] }
            : summary;
    }

    /// <summary>The summary of one go.mod as it stands; an empty version is a directory or a workspace member.</summary>
    public Task<ModuleSummary> RawAsync(ModuleId module, CancellationToken cancellationToken) =>
        _cache.GetAsync(module, token => ReadAsync(module, token), cancellationToken);

    /// <summary>The go.mod itself, of a module version or of a directory. Fails as <see cref="RawAsync"/>.</summary>
    public async Task<byte[]> ReadGoModAsync(ModuleId module, CancellationToken cancellationToken) =>
        module.Version.Length == 0 ? (await ReadDirectoryAsync(module, cancellationToken)).Data : await _goMod(module, cancellationToken);

    // go 1.21.3 requires toolchain go1.21.3, so that the two move together. Spec: GOVER-3.
    private static ModuleSummary Pseudo(ModuleId module) =>
        module.Path == PseudoModules.Go && GoVersion.Compare(module.Version, GoVersion.GoStrict) >= 0
            ? new ModuleSummary { DeclaredPath = module.Path, Require = [new ModuleId(PseudoModules.Toolchain, "go" + module.Version)] }
            : new ModuleSummary { DeclaredPath = module.Path };

    private static void CheckDeclaredPath(ModuleId module, ModuleId actual, ModuleSummary summary)
    {
        if (summary.DeclaredPath.Length == 0)
        {
            throw new ModuleException(actual, new SutlerException("parsing go.mod: missing module line"));
        }

        if (summary.DeclaredPath != module.Path && summary.DeclaredPath != actual.Path)
        {
            throw new ModuleException(actual, new SutlerException(
                $"parsing go.mod:\n\tmodule declares its path as: {summary.DeclaredPath}\n\t        but was required as: {module.Path}"));
        }
    }

    private async Task<ModuleSummary> ReadAsync(ModuleId module, CancellationToken cancellationToken)
    {
        if (module is { Version: "", Path: MainModules.NoModulePath })
        {
            return new ModuleSummary { DeclaredPath = module.Path };
        }

        var (name, data) = module.Version.Length == 0
            ? await ReadDirectoryAsync(module, cancellationToken)
            : ("go.mod", await _goMod(module, cancellationToken));
        try
        {
            return Summarize(module, GoModFile.ParseLax(name, data, fix: null));
        }
        catch (GoFileException error)
        {
            throw new ModuleException(module, new SutlerException($"parsing {_files.ShortPath(name)}: {error.Message}", error));
        }
    }

    private async Task<(string Name, byte[] Data)> ReadDirectoryAsync(ModuleId module, CancellationToken cancellationToken)
    {
        var member = _main.Members.FirstOrDefault(member => member.Id.Path == module.Path);
        var directory = member?.Root ?? Path.GetFullPath(module.Path, _main.ReplacementBase);
        var name = Path.Combine(directory, "go.mod");
        try
        {
            return (name, await _files.ReadAsync(name, cancellationToken));
        }
        catch (SutlerException error) when (error is not FatalException)
        {
            throw new ModuleException(module, new SutlerException($"reading {_files.ShortPath(name)}: {error.Message}", error));
        }
    }

    private ModuleSummary Summarize(ModuleId module, GoModFile file)
    {
        var goVersion = file.Go ?? "";
        var require = file.Requires.Select(required => required.Module).ToList();
        TooNewException? tooNew = null;
        if (goVersion.Length > 0 && GoVersion.Compare(goVersion, GoVersion.GoStrict) >= 0)
        {
            require.Add(new ModuleId(PseudoModules.Go, goVersion));
            tooNew = GoVersion.Compare(goVersion, _environment.GoVersion) > 0
                ? new TooNewException("module " + module, goVersion, _environment)
                : null;
        }

        return new ModuleSummary
        {
            DeclaredPath = file.Module?.Path ?? "",
            GoVersion = goVersion,
            Pruning = goVersion.Length == 0 ? ModulePruning.Unpruned : ModulePruningRules.For(goVersion),
            Require = require,
            TooNew = tooNew,
        };
    }
}
