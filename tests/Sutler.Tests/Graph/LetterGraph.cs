using Sutler.GoModules.Graph;
using Sutler.GoModules.Modules;

namespace Sutler.Tests.Graph;

/// <summary>A module graph in short: <c>A: B1 C2; B1: D3</c>. The letter is the path, the rest the version; no version is the main module's.</summary>
internal sealed class LetterGraph
{
    private readonly Dictionary<ModuleId, IReadOnlyList<ModuleId>> _required = [];

    public LetterGraph(string text)
    {
        foreach (var line in text.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            _required.Add(Module(line[..colon]), Modules(line[(colon + 1)..]));
        }
    }

    public IReadOnlyList<ModuleId> Required(ModuleId module) => _required.GetValueOrDefault(module, []);

    public string BuildList(string targets) => Text(MinimalVersionSelection.BuildList(Modules(targets), Required, Compare));

    public string Minimal(string mainModule, string basePaths) =>
        Text(MinimalVersionSelection.MinimalRequirements(Module(mainModule), basePaths.Split(' ', StringSplitOptions.RemoveEmptyEntries), Required, Compare));

    public RequirementGraph Load(string roots)
    {
        var graph = new RequirementGraph(Compare, Modules(roots));
        var seen = new HashSet<ModuleId>(Modules(roots));
        var queue = new Queue<ModuleId>(seen);
        while (queue.TryDequeue(out var module))
        {
            graph.Require(module, Required(module));
            foreach (var requirement in Required(module).Where(seen.Add))
            {
                queue.Enqueue(requirement);
            }
        }

        return graph;
    }

    public static string Text(IEnumerable<ModuleId> modules) => string.Join(' ', modules.Select(module => module.Path + module.Version));

    public static ModuleId Module(string text) => new(text[..1], text[1..]);

    public static IReadOnlyList<ModuleId> Modules(string text) =>
        [.. text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Module)];

    public static int Compare(string path, string left, string right) => Rank(left).CompareTo(Rank(right));

    private static int Rank(string version) => version switch
    {
        "" => int.MaxValue,
        RequirementGraph.None => -1,
        _ => int.Parse(version, System.Globalization.CultureInfo.InvariantCulture),
    };
}
