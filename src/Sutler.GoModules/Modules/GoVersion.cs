namespace Sutler.GoModules.Modules;

/// <summary>Versions of Go itself: <c>1.21</c>, <c>1.21rc1</c>, <c>1.21.0</c>. Spec: GOVER rules.</summary>
public static class GoVersion
{
    /// <summary>Whether the text is a Go version.</summary>
    public static bool IsValid(string version) => throw new NotSupportedException("not yet written");

    /// <summary>The order of GOVER-1; an invalid one is below every valid one.</summary>
    public static int Compare(string left, string right) => throw new NotSupportedException("not yet written");

    /// <summary>The language version: <c>1.21</c> of <c>1.21rc1</c>; empty when invalid.</summary>
    public static string Language(string version) => throw new NotSupportedException("not yet written");

    /// <summary>The Go version of a toolchain name such as <c>go1.21.3-custom</c>, or empty. Spec: GOVER-2.</summary>
    public static string FromToolchain(string toolchain) => throw new NotSupportedException("not yet written");

    /// <summary>Compares two versions of <paramref name="path"/>: Go versions for <c>go</c> and <c>toolchain</c>, semantic ones else. Spec: SEMVER-7.</summary>
    public static int CompareVersions(string path, string left, string right) => throw new NotSupportedException("not yet written");
}
