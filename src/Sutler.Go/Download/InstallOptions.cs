using Sutler.Go.Diagnosis;

namespace Sutler.Go.Download;

/// <summary>How modules are installed.</summary>
/// <param name="WritableTrees">Whether extracted directories stay writable (<c>-modcacherw</c>). Spec: CACHE-10.</param>
/// <param name="Warn">Prints a line on stderr as it is.</param>
public sealed record InstallOptions(bool WritableTrees, Action<string> Warn)
{
    /// <summary>Is told of what does not verify; null tells nobody.</summary>
    public MismatchLog? Mismatches { get; init; }
}
