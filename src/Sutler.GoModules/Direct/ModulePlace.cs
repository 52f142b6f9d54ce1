using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Direct;

/// <summary>Where a module lies in its repository, and which tags are its versions, as far as its path tells. Spec: VER-1, VER-2, VER-4.</summary>
public sealed class ModulePlace
{
    private const string Incompatible = "+incompatible";

    private ModulePlace(ModulePath path, string root, string subdirectory, (string Prefix, string Major) parts)
    {
        Path = path;
        Root = root;
        (Prefix, PathMajor) = parts;
        var below = root == path.Text ? "" : Prefix[root.Length..].Trim('/');
        Directory = subdirectory.Length == 0 ? below : below.Length == 0 ? subdirectory : $"{subdirectory}/{below}";
    }

    /// <summary>The module.</summary>
    public ModulePath Path { get; }

    /// <summary>The import path that stands for the repository.</summary>
    public string Root { get; }

    /// <summary>The module path without its major version, unless it is that of the root.</summary>
    public string Prefix { get; }

    /// <summary><c>/v2</c>, <c>.v2</c>, <c>.v2-unstable</c> or nothing.</summary>
    public string PathMajor { get; }

    /// <summary>Where the module is expected, relative to the root of the repository: never with the major version at its end; empty for the root.</summary>
    public string Directory { get; }

    /// <summary>The other place where it may be, such as <c>sub/v2</c>; null when there is none. Spec: VER-5.</summary>
    public string? MajorDirectory => PathMajor.StartsWith('/') && Root != Path.Text ? TagPrefix + PathMajor[1..] : null;

    /// <summary>What its tags begin with: <c>sub/</c> or nothing.</summary>
    public string TagPrefix => Directory.Length == 0 ? "" : Directory + "/";

    /// <summary>What the tags begin with that pseudo-versions depend on, such as <c>sub/v2.</c>. Spec: VER-13.</summary>
    public string BaseTagPrefix => TagPrefix + (PathMajor.Length == 0 ? "" : PathMajor[1..] + ".");

    /// <summary>Whether versions of other majors can be those of the module, as <c>+incompatible</c>, should it have no go.mod. Spec: VER-3, VER-8.</summary>
    public bool MayBeIncompatible => Directory.Length == 0 && PathMajor.Length == 0;

    /// <summary>Whether no tag can be a version: <c>-unstable</c> is what has no tags yet. Spec: VER-3.</summary>
    public bool IsUntagged => Path.Text.StartsWith("gopkg.in/", StringComparison.Ordinal) && Path.Text.EndsWith("-unstable", StringComparison.Ordinal);

    /// <summary>Finds the place; throws <see cref="SutlerException"/> when the repository cannot hold the module.</summary>
    /// <param name="path">The module.</param>
    /// <param name="root">The import path that stands for the repository, or a directory of it.</param>
    /// <param name="subdirectory">That directory; empty for the root of the repository. Spec: DISC-7.</param>
    public static ModulePlace Create(ModulePath path, string root, string subdirectory)
    {
        if (!IsBelow(path.Text, root))
        {
            throw new SutlerException($"mismatched repo: found {root} for {path}");
        }

        if (!ModulePathRules.TrySplitMajor(path.Text, out var prefix, out var pathMajor))
        {
            throw new SutlerException($"invalid module path {GoQuoting.Quote(path.Text)}");
        }

        if (root == path.Text)
        {
            return new ModulePlace(path, root, subdirectory, (path.Text, pathMajor));
        }

        return IsBelow(prefix, root)
            ? new ModulePlace(path, root, subdirectory, (prefix, pathMajor))
            : throw new SutlerException($"repository rooted at {root} cannot contain module {path}");
    }

    /// <summary>Whether the version is of the module's own major version.</summary>
    public bool Fits(string version) => ModulePathRules.MatchesPathMajor(version, PathMajor);

    /// <summary>What to ask the repository for when a version or revision of the module is wanted. Spec: VER-4.</summary>
    public string RevisionOf(string version)
    {
        if (!SemanticVersion.IsValid(version))
        {
            return version;
        }

        return PseudoVersion.Is(version) ? PseudoVersion.Revision(version) : TagPrefix + Compatible(version);
    }

    /// <summary>
    /// The version that a tag stands for; empty when it is none, too short, or looks like a pseudo-version. It is canonical when the tag is
    /// written in its canonical form: <c>v1.2.0+meta</c> stands for v1.2.0 but is not it. Spec: VER-10, QUERY-16.
    /// </summary>
    public (string Version, bool IsCanonical) VersionOf(string tag)
    {
        if (!tag.StartsWith(TagPrefix, StringComparison.Ordinal))
        {
            return ("", false);
        }

        var version = tag[TagPrefix.Length..];
        var canonical = SemanticVersion.Canonical(version);
        return canonical.Length > 0 && version.StartsWith(canonical, StringComparison.Ordinal) && !PseudoVersion.Is(version)
            ? (canonical, canonical == version)
            : ("", false);
    }

    /// <summary>The versions among the tags, sorted: those of the module's major version, and those of others if they may be incompatible. Spec: VER-2, VER-3.</summary>
    public (IReadOnlyList<string> Compatible, IReadOnlyList<string> Others) VersionsIn(IEnumerable<string> tags)
    {
        var (compatible, others) = (new List<string>(), new List<string>());
        foreach (var version in tags.Select(VersionOf).Where(found => found.IsCanonical).Select(found => found.Version))
        {
            if (Fits(version))
            {
                compatible.Add(version);
            }
            else if (MayBeIncompatible)
            {
                others.Add(version);
            }
        }

        compatible.Sort(SemanticVersion.CompareForSort);
        others.Sort(SemanticVersion.CompareForSort);
        return (compatible, others);
    }

    /// <summary>The version without <c>+incompatible</c>.</summary>
    public static string Compatible(string version) => SemanticVersion.IsIncompatible(version) ? version[..^Incompatible.Length] : version;

    /// <summary>The version with <c>+incompatible</c>.</summary>
    public static string AsIncompatible(string version) => Compatible(version) + Incompatible;

    private static bool IsBelow(string path, string root) =>
        path.StartsWith(root, StringComparison.Ordinal) && (path.Length == root.Length || path[root.Length] == '/');
}
