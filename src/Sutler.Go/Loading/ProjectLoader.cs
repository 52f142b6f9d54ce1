using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.GoModules;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>Reads go.mod, or go.work and its members, to a <see cref="Project"/>. Spec: CMD-11 to CMD-13, WORK rules, GOMOD-14.</summary>
public sealed class ProjectLoader
{
    private readonly GoEnvironment _environment;
    private readonly ProjectFiles _files;
    private readonly Func<ModuleId, CancellationToken, Task<byte[]>> _goMod;
    private readonly Func<string, string, CancellationToken, Task<string>> _resolveVersion;
    private readonly Action<string> _warn;

    /// <summary>
    /// <paramref name="goMod"/> gives verified go.mod files; <paramref name="resolveVersion"/> answers queries without regard to replacements;
    /// <paramref name="warn"/> prints a line on stderr as it is.
    /// </summary>
    public ProjectLoader(
        GoEnvironment environment,
        ProjectFiles files,
        Func<ModuleId, CancellationToken, Task<byte[]>> goMod,
        Func<string, string, CancellationToken, Task<string>> resolveVersion,
        Action<string> warn)
    {
        _environment = environment;
        _files = files;
        _goMod = goMod;
        _resolveVersion = resolveVersion;
        _warn = warn;
    }

    // The directive came with go 1.25; a go 1.24 refuses it. Spec: GOMOD-12, decision 7.
    private bool AcceptsIgnore => GoVersion.Compare(_environment.GoVersion, "1.25") >= 0;

    /// <summary>
    /// The project of a single module; <paramref name="goModPath"/> may be another file than go.mod (<c>-modfile</c>), which errors call
    /// <paramref name="goModName"/>.
    /// </summary>
    public async Task<Project> LoadModuleAsync(string root, string goModPath, string goModName, CancellationToken cancellationToken)
    {
        var module = await ReadModuleAsync(root, goModPath, goModName, cancellationToken);
        CheckGodebug("go.mod", goModPath, module.File.Godebugs);
        CheckModulePath(module.Id.Path);
        var main = new MainModules([module], null, "");
        CheckTools(module.File);
        var project = Create(main, Requirements(main, module));
        if (project.Requirements.HasRedundantRoot)
        {
            project.Requirements = await project.Roots.UpdateAsync(project.Requirements, cancellationToken);
        }

        if (module.Index.GoVersion.Length == 0)
        {
            await AddGoLineAsync(project, module, cancellationToken);
        }

        return project;
    }

    /// <summary>The project of a workspace.</summary>
    public async Task<Project> LoadWorkspaceAsync(Workspace workspace, CancellationToken cancellationToken)
    {
        var errors = new List<string>();
        var members = new List<MainModule>();
        foreach (var root in workspace.Roots)
        {
            try
            {
                var goMod = Path.Combine(root, "go.mod");
                var member = await ReadModuleAsync(root, goMod, _files.ShortPath(goMod), cancellationToken);
                CheckMemberVersion(workspace, root, member.File.Go ?? GoVersion.DefaultGoModVersion);
                CheckModulePath(member.Id.Path);
                CheckTools(member.File);
                members.Add(member);
            }
            catch (TooNewException error)
            {
                // A newer Go would not help: go.work has the wrong version. Spec: WORK-4.
                errors.Add(new WorkTooOldException(_files.ShortPath(root), error.GoVersion, workspace).Message);
            }
            catch (WorkTooOldException error)
            {
                errors.Add(error.Message);
            }
            catch (SutlerException error) when (error is not FatalException)
            {
                errors.Add($"cannot load module {_files.ShortPath(root)} listed in go.work file: {error.Message}");
            }
        }

        if (errors.Count > 0)
        {
            throw new FatalException(string.Join("\ngo: ", errors)) { Prefixed = true };
        }

        return CreateWorkspace(workspace, members);
    }

    /// <summary>Stands for the project outside a module.</summary>
    public Project LoadNothing()
    {
        var main = new MainModules([], null, "");
        return Create(main, new Requirements(
            main,
            ModulePruningRules.For(_environment.GoVersion),
            [new ModuleId(PseudoModules.Go, _environment.GoVersion), new ModuleId(PseudoModules.Toolchain, "go" + _environment.GoVersion)],
            new HashSet<string> { PseudoModules.Go }));
    }

    private Project CreateWorkspace(Workspace workspace, List<MainModule> members)
    {
        var main = new MainModules(members, workspace.File, workspace.Path);
        List<ModuleId> roots = [.. main.Ids, new ModuleId(PseudoModules.Go, workspace.GoVersion)];
        var toolchain = workspace.File.Toolchain ?? (members.Count == 0 ? "go" + _environment.GoVersion : "");
        if (toolchain.Length > 0)
        {
            roots.Add(new ModuleId(PseudoModules.Toolchain, toolchain));
        }

        var direct = members.SelectMany(member => member.File.Requires).Where(require => !require.Indirect).Select(require => require.Module.Path).ToHashSet();
        return Create(main, new Requirements(main, ModulePruning.Workspace, roots, direct));
    }

    private Project Create(MainModules main, Requirements requirements) =>
        new(main, requirements, new SummaryReader(_environment, main, _files, _goMod));

    private async Task<MainModule> ReadModuleAsync(string root, string goModPath, string goModName, CancellationToken cancellationToken)
    {
        var name = _files.ShortPath(goModPath);
        var data = await ReadNamedAsync(goModPath, goModName, cancellationToken);
        var fixes = new VersionFixes(_resolveVersion);
        GoModFile file;
        try
        {
            file = await fixes.ParseAsync(fix => GoModFile.ParseStrict(goModName, data, fix, AcceptsIgnore), cancellationToken);
        }
        catch (GoFileException error)
        {
            ThrowIfTooNew(name, LaxGoVersion(name, data));
            throw new SutlerException($"errors parsing {name}:\n{error.WithFileName(name).Message}", error);
        }

        ThrowIfTooNew(name, file.Go ?? "");
        if (file.Module is null)
        {
            throw new SutlerException($"error reading {name}: missing module declaration. To specify the module path:\n\tgo mod edit -module=example.com/mod");
        }

        return new MainModule(new ModuleId(file.Module.Path, ""), root, goModPath, file, new GoModIndex(data, file, fixes.Fixed));
    }

    private async Task<byte[]> ReadNamedAsync(string path, string name, CancellationToken cancellationToken)
    {
        try
        {
            return await _files.ReadAsync(path, cancellationToken);
        }
        catch (SutlerException error) when (path != name && error is not FatalException)
        {
            throw new SutlerException(error.Message.Replace(path, name, StringComparison.Ordinal), error);
        }
    }

    private static string LaxGoVersion(string name, byte[] data)
    {
        try
        {
            return GoModFile.ParseLax(name, data, fix: null).Go ?? "";
        }
        catch (GoFileException)
        {
            return "";
        }
    }

    private void ThrowIfTooNew(string what, string goVersion)
    {
        if (goVersion.Length > 0 && GoVersion.Compare(goVersion, _environment.GoVersion) > 0)
        {
            throw new TooNewException(what, goVersion, _environment);
        }
    }

    private void CheckGodebug(string kind, string path, IEnumerable<GodebugDirective> settings)
    {
        foreach (var setting in settings)
        {
            if (GodebugSettings.Violation(setting.Key, setting.Value, _environment.GoVersion) is { } violation)
            {
                throw new SutlerException($"error loading {kind}:\n{_files.ShortPath(path)}:{setting.Line}: {violation}");
            }
        }
    }

    private static void CheckModulePath(string path)
    {
        if (ModulePathRules.CheckImportPath(path) is { } error)
        {
            throw new SutlerException(error.Reason.Replace("malformed import path", "malformed module path", StringComparison.Ordinal));
        }
    }

    private static void CheckTools(GoModFile file)
    {
        foreach (var tool in file.Tools)
        {
            if (ModulePathRules.CheckImportPath(tool.Path) is { } error)
            {
                throw new FatalException(error.Reason.Replace("malformed import path", "malformed tool path", StringComparison.Ordinal)) { Prefixed = true };
            }
        }
    }

    private void CheckMemberVersion(Workspace workspace, string root, string goVersion)
    {
        if (GoVersion.Compare(goVersion, workspace.GoVersion) > 0 && GoVersion.Compare(goVersion, GoVersion.GoStrict) >= 0)
        {
            throw new WorkTooOldException(_files.ShortPath(root), goVersion, workspace);
        }
    }

    private Requirements Requirements(MainModules main, MainModule module)
    {
        var roots = new List<ModuleId>();
        var direct = new HashSet<string> { PseudoModules.Go };
        foreach (var require in module.File.Requires)
        {
            if (module.Index.Excludes.Contains(require.Module))
            {
                _warn($"go: dropping requirement on excluded version {require.Module.Path} {require.Module.Version}");
                continue;
            }

            roots.Add(require.Module);
            if (!require.Indirect)
            {
                direct.Add(require.Module.Path);
            }
        }

        var goVersion = module.File.Go ?? GoVersion.DefaultGoModVersion;
        roots.Add(new ModuleId(PseudoModules.Go, goVersion));
        if (module.File.Toolchain is { } toolchain)
        {
            roots.Add(new ModuleId(PseudoModules.Toolchain, toolchain));
        }

        return new Requirements(main, ModulePruningRules.For(goVersion), roots, direct);
    }

    // Spec: GOMOD-24. What stands in the file was written for go 1.16 or older, so every module of its build list becomes explicit.
    private async Task AddGoLineAsync(Project project, MainModule module, CancellationToken cancellationToken)
    {
        module.File.SetGo(_environment.GoVersion);
        project.Requirements = project.Requirements.Override(new ModuleId(PseudoModules.Go, _environment.GoVersion));
        if (ModulePruningRules.For(_environment.GoVersion) == ModulePruning.Pruned)
        {
            project.Requirements = await project.Roots.ConvertToPrunedAsync(project.Requirements, cancellationToken);
        }
    }
}
