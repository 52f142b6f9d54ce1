using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Zip;

/// <summary>Which files of a source tree belong to vendored packages and stay out of a module zip. Spec: CREATE-3.</summary>
/// <remarks>
/// The rule depends on the module's own go line: hashes that were published must not change, so old modules keep an old mistake.
/// </remarks>
public readonly struct VendoredFiles
{
    private const string Root = "vendor/";
    private const string Below = "/vendor/";
    private readonly bool _isExact;

    private VendoredFiles(bool isExact) => _isExact = isExact;

    /// <summary>The rule for a module whose go.mod has this go line; empty when it has none or no go.mod.</summary>
    public static VendoredFiles For(string goLine) => new(GoVersion.Compare(GoVersion.Language(goLine), "1.24") >= 0);

    /// <summary>Whether a file, by its path in the module, is left out.</summary>
    public bool Contain(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (_isExact && path == "vendor/modules.txt")
        {
            return true;
        }

        if (path.StartsWith(Root, StringComparison.Ordinal))
        {
            return path.AsSpan(Root.Length).Contains('/');
        }

        var below = path.IndexOf(Below, StringComparison.Ordinal);

        // The old rule looks behind the length of "/vendor/" from the start of the path, where no vendor directory need end (go.dev/issue/37397).
        return below >= 0 && path.AsSpan((_isExact ? below : 0) + Below.Length).Contains('/');
    }
}
