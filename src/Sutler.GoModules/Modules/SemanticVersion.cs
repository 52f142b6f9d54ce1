namespace Sutler.GoModules.Modules;

/// <summary>Semantic versions as the go command reads and orders them. Spec: SEMVER rules.</summary>
public static class SemanticVersion
{
    /// <summary>Whether <paramref name="version"/> is valid: <c>vMAJOR[.MINOR[.PATCH[-PRE][+BUILD]]]</c>.</summary>
    public static bool IsValid(string version) => throw new NotSupportedException("not yet written");

    /// <summary>Three numbers and the pre-release, without build; empty when invalid.</summary>
    public static string Canonical(string version) => throw new NotSupportedException("not yet written");

    /// <summary><see cref="Canonical"/>, but a build of exactly <c>+incompatible</c> is kept; empty when invalid.</summary>
    public static string CanonicalVersion(string version) => throw new NotSupportedException("not yet written");

    /// <summary><c>v1</c> of <c>v1.2.3</c>; empty when invalid.</summary>
    public static string Major(string version) => throw new NotSupportedException("not yet written");

    /// <summary><c>v1.2</c> of <c>v1.2.3</c>; empty when invalid.</summary>
    public static string MajorMinor(string version) => throw new NotSupportedException("not yet written");

    /// <summary>The pre-release with its dash, or empty.</summary>
    public static string Prerelease(string version) => throw new NotSupportedException("not yet written");

    /// <summary>The build with its plus, or empty.</summary>
    public static string Build(string version) => throw new NotSupportedException("not yet written");

    /// <summary>Order by precedence: build ignored, invalid below valid, two invalid ones equal. Spec: SEMVER-4.</summary>
    public static int Compare(string left, string right) => throw new NotSupportedException("not yet written");

    /// <summary>The order of version lists: <see cref="Compare"/>, ties by ordinal text.</summary>
    public static int CompareForSort(string left, string right) => throw new NotSupportedException("not yet written");
}
