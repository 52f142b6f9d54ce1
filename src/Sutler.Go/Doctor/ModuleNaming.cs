using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>What the name of a module means in a project: the version that is required, a replacement, or nothing that is downloaded. Pure.</summary>
internal sealed class ModuleNaming(ProjectView project)
{
    /// <summary>The step <c>module</c>, and the module to look at; null when nothing is left to look at.</summary>
    public (Step Step, ModuleId? Module) Look(ModuleId wanted)
    {
        if (project.MainModules.Contains(wanted.Path))
        {
            return Nothing(wanted, "is the main module: it is not downloaded");
        }

        if (GoVersion.IsToolchain(wanted.Path) || wanted.Path is "std" or "cmd")
        {
            return Bad(wanted, $"{wanted.Path} is part of Go and no module that can be downloaded", "");
        }

        if (!ModulePath.TryParse(wanted.Path, out _, out var error))
        {
            return Bad(wanted, error.Reason, "");
        }

        var module = wanted;
        if (wanted.Version.Length == 0)
        {
            var required = project.Requires.FirstOrDefault(require => require.Path == wanted.Path);
            module = wanted with { Version = required.Version is { Length: > 0 } version ? version : "latest" };
        }

        if (project.Replacements.Find(module) is { } target)
        {
            if (target.Version.Length == 0)
            {
                return Nothing(module, $"is replaced by the directory {target.Path}: it is not downloaded");
            }

            return (new Step("module", StepStatus.Ok, $"{module} is replaced by {target}") { Details = Names(target) }, target);
        }

        if (SemanticVersion.IsCanonical(module.Version) && ModulePathRules.Check(module.Path, module.Version) is { } disagreement)
        {
            return Bad(module, disagreement.Reason, Better(module));
        }

        var why = wanted.Version.Length > 0 ? "" : module.Version == "latest" ? ", as none is named" : ", as go.mod requires";
        return (new Step("module", StepStatus.Ok, module + why) { Details = Names(module) }, module);
    }

    private static (Step Step, ModuleId? Module) Nothing(ModuleId module, string why) =>
        (new Step("module", StepStatus.Ok, $"{module} {why}") { Details = Names(module), Finding = new Finding.NothingToFetch(why) }, null);

    private static (Step Step, ModuleId? Module) Bad(ModuleId module, string reason, string better) =>
        (new Step("module", StepStatus.Fail, reason) { Details = Names(module), Finding = new Finding.BadName(reason, better) }, null);

    private static StepDetail[] Names(ModuleId module) =>
        [new StepDetail("path", module.Path) { IsInSummary = true }, new StepDetail("version", module.Version) { IsInSummary = true }];

    // The path with the major version that the version has.
    private static string Better(ModuleId module)
    {
        if (!ModulePathRules.TrySplitMajor(module.Path, out var prefix, out _))
        {
            return "";
        }

        var major = SemanticVersion.Major(module.Version);
        var path = major is "v0" or "v1" ? prefix : $"{prefix}/{major}";
        return ModulePathRules.Check(path, module.Version) is null ? $"{path}@{module.Version}" : "";
    }
}
