using System.Text;
using Sutler.Errors;
using Sutler.Go.Cache;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.GoModules.Modules;

namespace Sutler.Tests.Loading;

/// <summary>A main module <c>ex.com/m</c> and the go.mod files of its dependencies, in memory but for its own go.mod.</summary>
internal sealed class LoadingWorld
{
    private readonly string _goLine;
    private readonly Dictionary<ModuleId, string> _goMods = [];
    private readonly Dictionary<ModuleId, string> _declared = [];
    private readonly List<string> _read = [];
    private readonly StringBuilder _main = new();

    public LoadingWorld(string goLine) => _goLine = goLine;

    public IReadOnlyList<string> Read
    {
        get
        {
            lock (_read)
            {
                return [.. _read.Order(StringComparer.Ordinal)];
            }
        }
    }

    public Project Project { get; private set; } = null!;

    public LoadingWorld Module(string name, string goLine, params string[] requires)
    {
        var module = Parse(name);
        _goMods[module] = $"go {goLine}\n" + string.Concat(requires.Select(require => Line(Parse(require))));
        return this;
    }

    public LoadingWorld Declares(string name, string path)
    {
        _declared[Parse(name)] = path;
        return this;
    }

    public LoadingWorld Main(string line)
    {
        _main.Append(line).Append('\n');
        return this;
    }

    public LoadingWorld Requires(params string[] names)
    {
        foreach (var name in names)
        {
            _main.Append(Line(Parse(name)));
        }

        return this;
    }

    /// <summary>Loads the project and its graph; the build list without main module, <c>go</c> and <c>toolchain</c>.</summary>
    public async Task<IReadOnlyList<string>> BuildListAsync()
    {
        var directory = Directory.CreateTempSubdirectory("sutler-loading-").FullName;
        try
        {
            var goMod = Path.Combine(directory, "go.mod");
            await File.WriteAllTextAsync(goMod, $"module ex.com/m\n\ngo {_goLine}\n\n{_main}");
            Project = await Loader(directory).LoadModuleAsync(directory, goMod, goMod, CancellationToken.None);
            var (requirements, graph, error) = await Project.Roots.ExpandAsync(Project.Requirements, CancellationToken.None);
            Project.Requirements = requirements;
            return error is null
                ? [.. graph.BuildList.Skip(1).Where(module => module.Path is not ("go" or "toolchain")).Select(module => $"{module.Path} {module.Version}")]
                : throw error;
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    private static string Line(ModuleId module) => $"require {module.Path} {module.Version}\n";

    private static ModuleId Parse(string name)
    {
        var (letter, number) = (name[..name.IndexOf('@')], name[(name.IndexOf('@') + 1)..]);
        return new ModuleId("ex.com/" + letter, number == "1" ? "v1.0.0" : $"v1.{number}.0");
    }

    private ProjectLoader Loader(string directory)
    {
        var environment = TestEnvironments.Create(directory);
        var files = new ProjectFiles(Overlay.None, new LockedFiles(new FileLocks(TimeProvider.System)), directory);
        return new ProjectLoader(
            environment,
            files,
            ReadGoModAsync,
            (path, version, _) => throw new SutlerException($"{path}@{version}: no queries in this test"),
            static _ => { });
    }

    private Task<byte[]> ReadGoModAsync(ModuleId module, CancellationToken cancellationToken)
    {
        lock (_read)
        {
            _read.Add(module.ToString());
        }

        return _goMods.TryGetValue(module, out var text)
            ? Task.FromResult(Encoding.UTF8.GetBytes($"module {_declared.GetValueOrDefault(module, module.Path)}\n\n{text}"))
            : Task.FromException<byte[]>(new ModuleException(module, new SutlerException("no such module") { IsNotExist = true }));
    }
}
