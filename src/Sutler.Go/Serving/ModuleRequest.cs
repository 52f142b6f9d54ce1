using Sutler.GoModules.Modules;

namespace Sutler.Go.Serving;

/// <summary>What a client asks a module proxy for, unescaped and checked. Spec: EP, EP-1, SRV-1.</summary>
/// <param name="Path">The module; valid, but perhaps unknown everywhere.</param>
public abstract record ModuleRequest(ModulePath Path)
{
    /// <summary><c>@v/list</c>: the versions, without pseudo-versions. Spec: SRV-4.</summary>
    public sealed record List(ModulePath Path) : ModuleRequest(Path);

    /// <summary><c>@latest</c>. Spec: SRV-7.</summary>
    public sealed record Latest(ModulePath Path) : ModuleRequest(Path);

    /// <summary><c>@v/REVISION.info</c>: a canonical version, or what resolves to one: a branch, a tag, the beginning of a commit, <c>v1.2</c>. Spec: SRV-5.</summary>
    public sealed record Info(ModulePath Path, string Revision) : ModuleRequest(Path);

    /// <summary><c>@v/VERSION.mod</c> of a canonical version. Spec: SRV-6.</summary>
    public sealed record GoMod(ModulePath Path, string Version) : ModuleRequest(Path);

    /// <summary><c>@v/VERSION.zip</c> of a canonical version. Spec: SRV-6.</summary>
    public sealed record Zip(ModulePath Path, string Version) : ModuleRequest(Path);
}
