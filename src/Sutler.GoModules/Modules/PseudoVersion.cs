namespace Sutler.GoModules.Modules;

/// <summary>Pseudo-versions such as <c>v0.0.0-20190509225625-c7818c24fa2f</c>. Spec: PSEUDO rules.</summary>
public static class PseudoVersion
{
    /// <summary>Whether the version has one of the forms of PSEUDO-1.</summary>
    public static bool Is(string version) => throw new NotSupportedException("not yet written");
}
