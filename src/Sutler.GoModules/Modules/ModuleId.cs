namespace Sutler.GoModules.Modules;

/// <summary>A module path and a version as some go.mod wrote them: a node of the module graph.</summary>
/// <remarks>
/// Neither part is checked: a dependency's go.mod may say anything, and the go command complains only when it fetches.
/// <see cref="ModulePath"/> is the checked form that fetching and storing ask for.
/// An empty version is the main module, or, as the target of a replacement, says that the path is a directory.
/// Equality is ordinal.
/// </remarks>
public readonly record struct ModuleId(string Path, string Version)
{
    /// <summary><c>path@version</c>, or the bare path when the version is empty.</summary>
    public override string ToString() => Version.Length == 0 ? Path : Path + "@" + Version;
}
