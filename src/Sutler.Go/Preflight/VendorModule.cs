using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>What vendor/modules.txt says of a module.</summary>
internal sealed class VendorModule
{
    /// <summary>Whether a main module requires it.</summary>
    public bool IsExplicit { get; set; }

    /// <summary>What it is replaced by; null when it is not, or in a way that cannot be understood.</summary>
    public ModuleId? Replacement { get; set; }

    /// <summary>Whether a package of it is there.</summary>
    public bool HasPackages { get; set; }
}
