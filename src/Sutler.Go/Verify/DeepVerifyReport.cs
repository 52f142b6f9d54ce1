using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>What a deep verification looked at and found. The order is always the same for the same cache.</summary>
/// <param name="Modules">How many module versions were looked at.</param>
/// <param name="Findings">What is wrong, by module, then by file.</param>
/// <param name="Notes">What could not be checked.</param>
public sealed record DeepVerifyReport(int Modules, IReadOnlyList<Finding> Findings, IReadOnlyList<VerifyNote> Notes)
{
    /// <summary>The module versions that were asked for, whether the cache holds anything of them or not.</summary>
    public IReadOnlyList<CachedVersion> Versions { get; init; } = [];

    /// <summary>Trees beside their places; no damage, and looked for in the whole cache only.</summary>
    public IReadOnlyList<Leftover> Leftovers { get; init; } = [];

    /// <summary>The module versions with findings; a <c>list</c> belongs to none.</summary>
    public IReadOnlyList<ModuleId> BadModules => [.. Findings.Select(finding => finding.Module).OfType<ModuleId>().Where(module => module.Version.Length > 0).Distinct()];
}
