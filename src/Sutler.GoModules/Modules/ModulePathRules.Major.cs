using Sutler.Errors;

namespace Sutler.GoModules.Modules;

public static partial class ModulePathRules
{
    private const string Unstable = "-unstable";

    /// <summary>Splits <c>prefix</c> and <c>/v2</c> or <c>.v1</c>; false when the suffix is malformed. Spec: PATH-7, PATH-8.</summary>
    /// <remarks>When false, <paramref name="prefix"/> is the whole path and <paramref name="pathMajor"/> is empty.</remarks>
    public static bool TrySplitMajor(string path, out string prefix, out string pathMajor)
    {
        (prefix, pathMajor) = (path, "");
        var isGopkgIn = path.StartsWith("gopkg.in/", StringComparison.Ordinal);
        var start = isGopkgIn ? GopkgInSuffix(path) : SlashSuffix(path);
        if (start < 0)
        {
            return !isGopkgIn;
        }

        var suffix = path.AsSpan(start);
        var isValid = suffix.Length > 2 && (isGopkgIn
            ? suffix[2] != '0' || suffix is ".v0"
            : suffix[2] != '0' && suffix is not "/v1" && !suffix.Contains('.'));
        if (isValid)
        {
            (prefix, pathMajor) = (path[..start], path[start..]);
        }

        return isValid;
    }

    /// <summary>Null, or <c>version "v1.0.0" invalid: should be v2, not v1</c>. Spec: SEMVER-5.</summary>
    public static ParseError? CheckPathMajor(string version, string pathMajor) =>
        MajorDisagreement(version, pathMajor) is { } reason
            ? new ParseError($"version {GoQuoting.Quote(version)} invalid: {reason}")
            : null;

    /// <summary>Null, or the reason alone: <c>should be v2, not v1</c>. Spec: SEMVER-5.</summary>
    public static string? MajorDisagreement(string version, string pathMajor)
    {
        var wanted = WithoutUnstable(pathMajor);

        // gopkg.in/check.v1 v0.0.0-2016... is in real go.mod files.
        if (wanted is ".v1" && version.StartsWith("v0.0.0-", StringComparison.Ordinal))
        {
            return null;
        }

        var major = SemanticVersion.Major(version);
        if (wanted.Length == 0)
        {
            return major is "v0" or "v1" || SemanticVersion.Build(version) is "+incompatible" ? null : $"should be v0 or v1, not {major}";
        }

        wanted = wanted.TrimStart('/', '.');
        return major == wanted ? null : $"should be {wanted}, not {major}";
    }

    /// <summary>Whether the version fits the path major (<c>/v2</c>, <c>.v1</c> or empty). Spec: SEMVER-5.</summary>
    public static bool MatchesPathMajor(string version, string pathMajor) => MajorDisagreement(version, pathMajor) is null;

    /// <summary>The major version that a path major asks for, such as <c>v2</c>; empty when it is empty.</summary>
    public static string PathMajorPrefix(string pathMajor) => pathMajor.Length == 0 ? "" : WithoutUnstable(pathMajor)[1..];

    private static string WithoutUnstable(string pathMajor) =>
        pathMajor.StartsWith(".v", StringComparison.Ordinal) && pathMajor.EndsWith(Unstable, StringComparison.Ordinal)
            ? pathMajor[..^Unstable.Length]
            : pathMajor;

    /// <summary>Where a suffix <c>/v</c> with a run of digits and dots begins, or -1.</summary>
    private static int SlashSuffix(string path)
    {
        var digits = path.AsSpan().TrimEnd(".0123456789").Length;
        return digits >= 2 && digits < path.Length && path[digits - 1] == 'v' && path[digits - 2] == '/' ? digits - 2 : -1;
    }

    /// <summary>Where a suffix <c>.v</c> with a run of digits, perhaps none, begins, or -1.</summary>
    private static int GopkgInSuffix(string path)
    {
        var end = path.EndsWith(Unstable, StringComparison.Ordinal) ? path.Length - Unstable.Length : path.Length;
        var digits = path.AsSpan(0, end).TrimEnd("0123456789").Length;
        return digits >= 2 && path[digits - 1] == 'v' && path[digits - 2] == '.' ? digits - 2 : -1;
    }
}
