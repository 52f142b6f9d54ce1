using Sutler.Errors;
using Sutler.Go.Environment;
using Sutler.Go.Loading;
using Sutler.Go.Queries;
using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>The project the command runs in, read without asking anybody: what a download would begin with.</summary>
internal sealed record ProjectView
{
    /// <summary>go.mod, or go.work; empty outside a project.</summary>
    public string File { get; private init; } = "";

    /// <summary>The main modules.</summary>
    public IReadOnlyList<string> MainModules { get; private init; } = [];

    /// <summary>What go.mod, or all go.mod of the workspace, require; each module once, in its highest version.</summary>
    public IReadOnlyList<ModuleId> Requires { get; private init; } = [];

    /// <summary>Replacements.</summary>
    public ReplaceDirectives Replacements { get; private init; } = ReplaceDirectives.None;

    /// <summary>The files of known hashes that exist, by name.</summary>
    public IReadOnlyList<(string Path, GoSumFile Sums)> Sums { get; private init; } = [];

    /// <summary>The hash of a key, and the file that has it; empty when none does.</summary>
    public (string Hash, string Path) SumOf(ModuleId key) =>
        Sums.SelectMany(file => file.Sums[key].Select(hash => (Hash: hash, file.Path))).FirstOrDefault(found => found.Hash.StartsWith("h1:", StringComparison.Ordinal), (Hash: "", Path: ""));

    /// <summary>Of several hashes the one that is <paramref name="found"/>, as one that agrees is enough; else the first. Empty for none.</summary>
    public string SumOf(ModuleId key, string found) => Sums.Any(file => file.Sums[key].Contains(found)) ? found : SumOf(key).Hash;

    /// <summary>Reads it; fails with the text a download would fail with.</summary>
    public static async Task<ProjectView> ReadAsync(CheckupWorld world, CancellationToken cancellationToken)
    {
        var environment = world.Environment;
        var overlay = Overlay.Load(world.Overlay, environment.WorkingDirectory);
        var location = ModuleLocator.Find(environment, overlay, world.ModFile, required: false);
        var files = new ProjectFiles(overlay, world.Files, environment.WorkingDirectory);
        var workspace = location.WorkFile is { } work ? await Workspace.ReadAsync(work, environment, files, cancellationToken) : null;
        string[] goMods = workspace is not null ? [.. workspace.Roots.Select(root => Path.Combine(root, "go.mod"))] : location.GoModPath is { } one ? [one] : [];
        List<GoModFile> modules = [];
        foreach (var path in goMods)
        {
            modules.Add(await ParseAsync(path, files, cancellationToken));
        }

        string[] sums = [.. location.SumPath is { } sum ? [sum] : Array.Empty<string>(), .. workspace?.SumPaths ?? []];
        return new ProjectView
        {
            File = location.WorkFile ?? location.GoModPath ?? "",
            MainModules = [.. modules.Select(module => module.Module?.Path ?? "")],
            Requires = Highest(modules.SelectMany(module => module.Requires).Select(require => require.Module)),
            Replacements = new ReplaceDirectives(
                [.. workspace?.File.Replaces.Select(replace => (replace.Old, replace.New)) ?? []],
                [.. modules.Select(module => (IReadOnlyList<(ModuleId, ModuleId)>)[.. module.Replaces.Select(replace => (replace.Old, replace.New))])]),
            Sums = await ReadSumsAsync(sums, files, cancellationToken),
        };
    }

    private static IReadOnlyList<ModuleId> Highest(IEnumerable<ModuleId> requires) =>
    [
        .. requires.GroupBy(module => module.Path, StringComparer.Ordinal)
            .Select(group => group.MaxBy(module => module.Version, Comparer<string>.Create(SemanticVersion.Compare)))
            .OrderBy(module => module.Path, StringComparer.Ordinal),
    ];

    // Versions that are not canonical yet stay as they are: to settle them somebody would have to be asked.
    private static async Task<GoModFile> ParseAsync(string path, ProjectFiles files, CancellationToken cancellationToken)
    {
        try
        {
            return GoModFile.ParseStrict(files.ShortPath(path), await files.ReadAsync(path, cancellationToken), static (_, version) => version, acceptIgnore: true);
        }
        catch (GoFileException failure)
        {
            throw new SutlerException("errors parsing " + files.ShortPath(path) + ":\n" + failure.Message, failure);
        }
    }

    private static async Task<List<(string, GoSumFile)>> ReadSumsAsync(string[] paths, ProjectFiles files, CancellationToken cancellationToken)
    {
        var sums = new List<(string, GoSumFile)>();
        foreach (var path in paths)
        {
            try
            {
                sums.Add((path, GoSumFile.Parse(path, await files.ReadAsync(path, cancellationToken))));
            }
            catch (SutlerException failure) when (failure.IsNotExist)
            {
                // No go.sum yet: the first download writes it.
            }
        }

        return sums;
    }
}
