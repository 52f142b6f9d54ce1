namespace Sutler.Go.Loading;

/// <summary>What a run would write into the project's files. Nothing is known of hashes that were not computed.</summary>
/// <param name="GoMod">Lines of go.mod that would go (<c>- …</c>) or come (<c>+ …</c>).</param>
/// <param name="SumFile">The name of the sum file: go.sum, go.work.sum, or empty outside a module.</param>
/// <param name="GoSum">Lines that would come into it.</param>
public sealed record ProjectChanges(IReadOnlyList<string> GoMod, string SumFile, IReadOnlyList<string> GoSum)
{
    /// <summary>Whether both files would stay as they are.</summary>
    public bool IsNone => GoMod.Count == 0 && GoSum.Count == 0;
}
