using Sutler.GoModules.Modules;

namespace Sutler.Go.Doctor;

/// <summary>Finds versions to offer in the place of one that does not exist. Pure.</summary>
public static class NearVersions
{
    /// <summary>
    /// The version that is likeliest meant: of the same minor version the next higher, else the next lower; else of the same major version;
    /// else the highest. Empty when there are none.
    /// </summary>
    public static string Nearest(string wanted, IReadOnlyList<string> versions)
    {
        if (!SemanticVersion.IsValid(wanted))
        {
            return Newest(versions);
        }

        var sameMinor = versions.Where(version => SemanticVersion.MajorMinor(version) == SemanticVersion.MajorMinor(wanted)).ToList();
        var sameMajor = versions.Where(version => SemanticVersion.Major(version) == SemanticVersion.Major(wanted)).ToList();
        return Beside(wanted, sameMinor) ?? Beside(wanted, sameMajor) ?? Newest(versions);
    }

    /// <summary>The highest release, or the highest of all when there is no release; empty when there are none.</summary>
    public static string Newest(IReadOnlyList<string> versions) =>
        versions.LastOrDefault(version => SemanticVersion.Prerelease(version).Length == 0) ?? (versions.Count > 0 ? versions[^1] : "");

    private static string? Beside(string wanted, List<string> versions) =>
        versions.Find(version => SemanticVersion.Compare(version, wanted) > 0) ?? versions.LastOrDefault();
}
