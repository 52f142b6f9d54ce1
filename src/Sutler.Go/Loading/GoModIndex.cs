using Sutler.Errors;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>The meaning of a main module's go.mod when it was read: decides whether it has to be written. Spec: GOMOD-20.</summary>
public sealed class GoModIndex
{
    private readonly string _toolchain;
    private readonly bool _versionsWereFixed;
    private readonly Dictionary<ModuleId, bool> _require = [];

    /// <summary>Indexes <paramref name="file"/>, read from <paramref name="data"/>.</summary>
    public GoModIndex(byte[] data, GoModFile file, bool versionsWereFixed)
    {
        Data = data;
        GoVersion = file.Go ?? "";
        _toolchain = file.Toolchain ?? "";
        _versionsWereFixed = versionsWereFixed;
        foreach (var require in file.Requires)
        {
            _require[require.Module] = require.Indirect;
        }

        Replaces = ToReplaceMap(file.Replaces);
        Excludes = file.Excludes.Select(exclude => exclude.Module).ToHashSet();
    }

    /// <summary>The bytes as read.</summary>
    public byte[] Data { get; }

    /// <summary>The go line as read, or empty.</summary>
    public string GoVersion { get; }

    /// <summary>Replacements by what they replace; an empty version replaces every version.</summary>
    public IReadOnlyDictionary<ModuleId, ModuleId> Replaces { get; }

    /// <summary>Excluded module versions.</summary>
    public IReadOnlySet<ModuleId> Excludes { get; }

    /// <summary>Whether <paramref name="file"/> now means something else than when it was read.</summary>
    public bool IsDirty(GoModFile file) =>
        _versionsWereFixed
        || (file.Go ?? "") != GoVersion
        || (file.Toolchain ?? "") != _toolchain
        || file.Requires.Count != _require.Count
        || file.Replaces.Count != Replaces.Count
        || file.Excludes.Count != Excludes.Count
        || file.Requires.Any(require => !_require.TryGetValue(require.Module, out var indirect) || indirect != require.Indirect)
        || file.Replaces.Any(replace => !Replaces.TryGetValue(replace.Old, out var target) || target != replace.New)
        || file.Excludes.Any(exclude => !Excludes.Contains(exclude.Module));

    /// <summary>Replacements as a map; two targets for one left side end the run. Spec: GOMOD-9.</summary>
    internal static IReadOnlyDictionary<ModuleId, ModuleId> ToReplaceMap(IEnumerable<ReplaceDirective> replaces)
    {
        var map = new Dictionary<ModuleId, ModuleId>();
        foreach (var replace in replaces)
        {
            if (map.TryGetValue(replace.Old, out var earlier) && earlier != replace.New)
            {
                throw new FatalException($"conflicting replacements for {replace.Old}:\n\t{earlier}\n\t{replace.New}") { Prefixed = true };
            }

            map[replace.Old] = replace.New;
        }

        return map;
    }
}
