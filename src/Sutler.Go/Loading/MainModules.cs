using Sutler.Errors;
using Sutler.Go.Queries;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>The main modules of this run with their replacements and exclusions: none, one, or a workspace's members.</summary>
public sealed class MainModules
{
    /// <summary>The path that stands for the main module where there is none.</summary>
    internal const string NoModulePath = "command-line-arguments";

    private readonly IReadOnlyDictionary<ModuleId, ModuleId> _workReplaces;
    private readonly HashSet<string> _paths;

    /// <summary>Joins the members; conflicts between their replacements end the run. Spec: WORK-3, WORK-5.</summary>
    public MainModules(IReadOnlyList<MainModule> members, GoWorkFile? workFile, string workFilePath)
    {
        Members = members;
        WorkFile = workFile;
        WorkFilePath = workFilePath;
        _workReplaces = workFile is null ? new Dictionary<ModuleId, ModuleId>() : GoModIndex.ToReplaceMap(workFile.Replaces);
        Ids = members.Count == 0 ? [new ModuleId(NoModulePath, "")] : [.. members.Select(member => member.Id)];
        _paths = Ids.Select(id => id.Path).ToHashSet();
        CheckReplacements();
    }

    /// <summary>The members; empty outside a module.</summary>
    public IReadOnlyList<MainModule> Members { get; }

    /// <summary>The members' ids, or the one synthetic id outside a module.</summary>
    public IReadOnlyList<ModuleId> Ids { get; }

    /// <summary>go.work, when in a workspace.</summary>
    public GoWorkFile? WorkFile { get; }

    /// <summary>Path of go.work, or empty.</summary>
    public string WorkFilePath { get; }

    /// <summary>Whether this is a workspace.</summary>
    public bool InWorkspace => WorkFilePath.Length > 0;

    /// <summary>The single main module; only outside a workspace and inside a module.</summary>
    public MainModule Single => Members.Single();

    /// <summary>Whether the path is that of a main module.</summary>
    public bool Contains(string path) => _paths.Contains(path);

    /// <summary>Whether some main module excludes the version. Spec: GRAPH-7.</summary>
    public bool Excludes(ModuleId module) => Members.Any(member => member.Index.Excludes.Contains(module));

    /// <summary>Whether any version is excluded at all.</summary>
    public bool HasExcludes => Members.Any(member => member.Index.Excludes.Count > 0);

    /// <summary>The replacements as queries see them. Spec: QUERY-17.</summary>
    public ReplaceDirectives Replacements =>
        new(Lines(_workReplaces), [.. Members.Select(member => Lines(member.Index.Replaces))]);

    /// <summary>What <paramref name="module"/> is replaced by, or null. Spec: SEL-14, WORK-5.</summary>
    public ModuleId? Replacement(ModuleId module)
    {
        if (module.Version.Length == 0 && Contains(module.Path))
        {
            return null;
        }

        if (Find(_workReplaces, module) is { } byWork)
        {
            return byWork;
        }

        foreach (var member in Members)
        {
            if (Find(member.Index.Replaces, module) is { } target)
            {
                return InWorkspace ? RelativeToWorkspace(target, member.Root) : target;
            }
        }

        return null;
    }

    /// <summary>The module whose files stand for <paramref name="module"/>: its replacement, or itself.</summary>
    public ModuleId Resolve(ModuleId module) => Replacement(module) ?? module;

    /// <summary>The directory relative replacement paths start from.</summary>
    public string ReplacementBase => InWorkspace ? Path.GetDirectoryName(WorkFilePath)! : Members.Count == 0 ? "" : Single.Root;

    private static IReadOnlyList<(ModuleId Old, ModuleId New)> Lines(IReadOnlyDictionary<ModuleId, ModuleId> replaces) =>
        [.. replaces.Select(pair => (pair.Key, pair.Value))];

    private static ModuleId? Find(IReadOnlyDictionary<ModuleId, ModuleId> replaces, ModuleId module)
    {
        if (replaces.Count == 0)
        {
            return null;
        }

        return replaces.TryGetValue(module, out var exact) ? exact
            : replaces.TryGetValue(module with { Version = "" }, out var any) ? any
            : null;
    }

    private ModuleId RelativeToWorkspace(ModuleId target, string memberRoot)
    {
        if (target.Version.Length > 0 || Path.IsPathRooted(target.Path))
        {
            return target;
        }

        var relative = Path.GetRelativePath(Path.GetDirectoryName(WorkFilePath)!, Path.GetFullPath(target.Path, memberRoot)).Replace('\\', '/');
        return target with { Path = relative.StartsWith('.') || Path.IsPathRooted(relative) ? relative : "./" + relative };
    }

    private void CheckReplacements()
    {
        var errors = new List<string>();
        var seenPaths = new HashSet<string>();
        foreach (var member in Members)
        {
            if (!seenPaths.Add(member.Id.Path))
            {
                errors.Add($"module {member.Id.Path} appears multiple times in workspace");
            }
        }

        foreach (var old in _workReplaces.Keys.Where(old => old.Version.Length == 0 && Contains(old.Path)))
        {
            errors.Add($"workspace module {old.Path} is replaced at all versions in the go.work file. To fix, remove the replacement from the go.work file or specify the version at which to replace the module.");
        }

        CheckMemberConflicts();
        if (errors.Count > 0)
        {
            throw new FatalException(string.Join("\ngo: ", errors)) { Prefixed = true };
        }
    }

    private void CheckMemberConflicts()
    {
        var byWork = _workReplaces.Keys.Select(old => old.Path).ToHashSet();
        var seen = new Dictionary<ModuleId, ModuleId>();
        foreach (var member in Members)
        {
            foreach (var (old, target) in member.Index.Replaces.Where(pair => !byWork.Contains(pair.Key.Path)))
            {
                var absolute = InWorkspace && target.Version.Length == 0 ? target with { Path = Path.GetFullPath(target.Path, member.Root) } : target;
                if (seen.TryGetValue(old, out var earlier) && earlier != absolute)
                {
                    throw new FatalException($"conflicting replacements for {old}:\n\t{earlier}\n\t{absolute}\nuse \"go work edit -replace {old}=[override]\" to resolve") { Prefixed = true };
                }

                seen[old] = absolute;
            }
        }
    }
}
