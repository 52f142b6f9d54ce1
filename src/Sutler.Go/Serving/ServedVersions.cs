using System.Text;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving;

/// <summary>The versions of one module that a server knows of, each kind in the order of versions. Pure.</summary>
/// <param name="Tagged">Releases and pre-releases.</param>
/// <param name="Pseudo">Pseudo-versions.</param>
internal sealed record ServedVersions(IReadOnlyList<string> Tagged, IReadOnlyList<string> Pseudo)
{
    /// <summary>The lines of <c>@v/list</c>. Spec: SRV-4.</summary>
    public byte[] Lines => Encoding.ASCII.GetBytes(string.Concat(Tagged.Select(static version => version + "\n")));

    /// <summary>
    /// The version whose go.mod decides whether <c>+incompatible</c> ones behind it count for <c>@latest</c>; null when there is nothing to
    /// decide. Spec: QUERY-8.
    /// </summary>
    public string? Arbiter =>
        Tagged.LastOrDefault(static version => !SemanticVersion.IsIncompatible(version)) is { } compatible && compatible != Tagged[^1] ? compatible : null;

    /// <summary>Sorts versions of a module; those that cannot be its own are left out. Spec: SRV-4.</summary>
    public static ServedVersions Of(ModulePath path, IEnumerable<string> versions)
    {
        var sorted = versions.Where(version => IsVersionOf(path, version)).Distinct(StringComparer.Ordinal).ToList();
        sorted.Sort(SemanticVersion.CompareForSort);
        return new ServedVersions([.. sorted.Where(static version => !PseudoVersion.Is(version))], [.. sorted.Where(PseudoVersion.Is)]);
    }

    /// <summary>Whether a version is canonical and may be one of a module.</summary>
    public static bool IsVersionOf(ModulePath path, string version) => SemanticVersion.IsCanonical(version) && ModulePathRules.Check(path.Text, version) is null;

    /// <summary>Whether somebody wrote a go.mod, or it was made up for a module that has none.</summary>
    public static bool IsWritten(ModulePath path, ReadOnlySpan<byte> goMod) => !goMod.SequenceEqual(Encoding.ASCII.GetBytes($"module {path}\n"));

    /// <summary>The versions that <c>@latest</c> may mean, the best first: releases, pre-releases, pseudo-versions by their time. Spec: SRV-7, QUERY-5, LIST-2.</summary>
    /// <param name="countsIncompatible">False when the <see cref="Arbiter"/> has a go.mod that somebody wrote.</param>
    public IEnumerable<string> ByRank(bool countsIncompatible)
    {
        var tagged = Tagged.Where(version => countsIncompatible || !SemanticVersion.IsIncompatible(version)).Reverse().ToList();
        return tagged.Where(IsRelease)
            .Concat(tagged.Where(static version => !IsRelease(version)))
            .Concat(Pseudo.Reverse().OrderByDescending(PseudoVersion.Timestamp, StringComparer.Ordinal));
    }

    /// <summary>Whether it is no pre-release.</summary>
    public static bool IsRelease(string version) => SemanticVersion.Prerelease(version).Length == 0;
}
