namespace Sutler.Go.Preflight;

/// <summary>How a build takes its modules: <c>-mod</c> in GOFLAGS.</summary>
public enum BuildMode
{
    /// <summary>Nothing is said: from the vendor directory where that counts, else from the module cache, and go.mod stays as it is.</summary>
    Usual,

    /// <summary><c>-mod=readonly</c>: from the module cache, and go.mod stays as it is.</summary>
    ReadOnly,

    /// <summary><c>-mod=mod</c>: from the module cache, and go.mod is brought up to date.</summary>
    Mod,

    /// <summary><c>-mod=vendor</c>: from the vendor directory.</summary>
    Vendor,
}
