using Sutler.Go.Loading;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>What <c>go build ./...</c> would miss in a project that is built from its vendor directory: neither network nor module cache count.</summary>
/// <param name="project">The project.</param>
/// <param name="directory">Its vendor directory.</param>
public sealed class VendorCheck(Project project, string directory)
{
    // From here on a package must be listed, and not only be there.
    private const string ListedVersion = "1.23";

    private readonly VendorList _list = VendorList.Read(directory);
    private readonly DirectoryPackages _vendored = new(directory);
    private readonly HashSet<ModuleId> _used = [];

    /// <summary>Compares list and go.mod, and follows imports.</summary>
    public OfflineReport Run(CancellationToken cancellationToken)
    {
        var inconsistent = VendorDirectory.IsRecent(project) ? Inconsistencies().ToList() : [];
        var missing = Missing(cancellationToken).ToList();
        OfflineFinding[] findings =
        [
            .. inconsistent.Select(line => new OfflineFinding(OfflineNeed.Vendor, null, line)),
            .. missing.Select(import => new OfflineFinding(OfflineNeed.Vendor, null, $"{import}: not in vendor")),
        ];
        return new OfflineReport(_used.Count, findings);
    }

    private IEnumerable<string> Inconsistencies()
    {
        var required = project.Main.Members.SelectMany(member => member.File.Requires).Select(require => require.Module).ToHashSet();
        foreach (var module in required.Where(module => !(_list.Modules.GetValueOrDefault(module)?.IsExplicit ?? false)))
        {
            yield return $"{module}: required in go.mod, but not marked as explicit in vendor/modules.txt";
        }

        foreach (var (module, entry) in _list.Modules)
        {
            if (entry is { IsExplicit: true, HasPackages: true } && !required.Contains(module))
            {
                yield return $"{module}: marked as explicit in vendor/modules.txt, but not required in go.mod";
            }

            if (entry.Replacement is not null && project.Main.Replacement(module) is null)
            {
                yield return $"{module}: replaced in vendor/modules.txt, but not in go.mod";
            }
        }

        foreach (var (old, target) in Replaces().Where(replace => !Agrees(replace.Old, replace.New)))
        {
            yield return $"{old}: replaced by {target} in go.mod, but not in vendor/modules.txt";
        }
    }

    private IEnumerable<(ModuleId Old, ModuleId New)> Replaces() => project.Main.Members.SelectMany(member => member.Index.Replaces.Keys)
        .Concat(project.Main.WorkFile?.Replaces.Select(replace => replace.Old) ?? [])
        .Distinct()
        .Select(old => (old, project.Main.Replacement(old)))
        .Where(replace => replace.Item2 is not null)
        .Select(replace => (replace.old, replace.Item2!.Value));

    // What is not in use is listed all the same.
    private bool Agrees(ModuleId old, ModuleId target) => _list.Modules.GetValueOrDefault(old)?.Replacement is { } listed && Canonical(listed) == Canonical(target);

    private ModuleId Canonical(ModuleId target) => target.Version.Length > 0 ? target
        : target with { Path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(target.Path, project.Main.ReplacementBase)) };

    private IEnumerable<string> Missing(CancellationToken cancellationToken)
    {
        var members = project.Main.Members.Select(member => (Path: member.Id.Path, Files: new DirectoryPackages(member.Root))).ToList();
        var left = new Queue<string>(members.SelectMany(member => member.Files.Packages().SelectMany(package => member.Files.ImportsOf(package) ?? [])).Distinct());
        var seen = left.ToHashSet(StringComparer.Ordinal);
        while (left.TryDequeue(out var import))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsStandard(import) || members.Exists(member => IsOf(member, import)))
            {
                continue;
            }

            if (Vendored(import) is not { } imports)
            {
                yield return import;
                continue;
            }

            foreach (var next in imports.Where(seen.Add))
            {
                left.Enqueue(next);
            }
        }
    }

    private static bool IsStandard(string import) => !import.Split('/')[0].Contains('.', StringComparison.Ordinal);

    private static bool IsOf((string Path, DirectoryPackages Files) member, string import) =>
        (import == member.Path || import.StartsWith(member.Path + "/", StringComparison.Ordinal)) && member.Files.ImportsOf(import[member.Path.Length..].TrimStart('/')) is not null;

    private IReadOnlyList<string>? Vendored(string import)
    {
        var isListed = _list.Packages.TryGetValue(import, out var module);
        if (_vendored.ImportsOf(import) is not { } imports || (!isListed && VendorDirectory.IsAtLeast(project, ListedVersion)))
        {
            return null;
        }

        if (isListed)
        {
            _used.Add(module);
        }

        return imports;
    }
}
