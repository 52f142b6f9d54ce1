namespace Sutler.GoModules.Modules;

/// <summary>A comma-separated list of module path globs, as in GOPRIVATE. Spec: PATH-11.</summary>
public sealed record GlobList(string Text)
{
    /// <summary>Whether a glob of the list matches a leading part of <paramref name="path"/>.</summary>
    public bool Matches(string path) => throw new NotSupportedException("not yet written");
}
