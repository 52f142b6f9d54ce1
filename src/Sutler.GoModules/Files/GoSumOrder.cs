using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>The order of go.sum's keys: path, semantic version, then what follows a slash, so that <c>v</c> is before <c>v/go.mod</c>. Spec: GOSUM-4.</summary>
internal sealed class GoSumOrder : IComparer<ModuleId>
{
    private GoSumOrder()
    {
    }

    /// <summary>The one instance.</summary>
    public static GoSumOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(ModuleId x, ModuleId y)
    {
        int order = Utf8Order.Compare(x.Path, y.Path);
        if (order != 0)
        {
            return order;
        }

        (string leftVersion, string leftFile) = Split(x.Version);
        (string rightVersion, string rightFile) = Split(y.Version);
        order = SemanticVersion.Compare(leftVersion, rightVersion);

        // Versions of equal rank have no order in the go command; ours must not change from run to run.
        order = order != 0 ? order : Utf8Order.Compare(leftVersion, rightVersion);
        return order != 0 ? order : Utf8Order.Compare(leftFile, rightFile);
    }

    private static (string Version, string File) Split(string version)
    {
        int slash = version.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (version, "") : (version[..slash], version[slash..]);
    }
}
