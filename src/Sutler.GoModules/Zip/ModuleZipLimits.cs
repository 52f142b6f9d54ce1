namespace Sutler.GoModules.Zip;

/// <summary>Sizes in bytes beyond which a module is refused. Spec: ZIP-3.</summary>
public static class ModuleZipLimits
{
    /// <summary>The zip file, and likewise all content together.</summary>
    public const long Zip = 500 << 20;

    /// <summary>The go.mod in the root.</summary>
    public const long GoMod = 16 << 20;

    /// <summary>The LICENSE in the root.</summary>
    public const long License = 16 << 20;
}
