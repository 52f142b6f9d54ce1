using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>Whether a build without network takes a module for what it is.</summary>
/// <param name="goSum">The project's go.sum, or the go.sum files of a workspace.</param>
/// <param name="database">The checksum database, over what is stored of it: it must ask nobody.</param>
/// <param name="mayAdd">Whether a build adds lines, as it does in a workspace and with <c>-mod=mod</c>; else a missing line ends it.</param>
public sealed class OfflineSums(GoSumState goSum, ChecksumDatabase database, bool mayAdd)
{
    /// <summary>Whether it is listed or, where lines may come, nobody wants to know or a stored record proves it.</summary>
    public async Task<bool> AcceptsAsync(ModuleId key, CancellationToken cancellationToken) =>
        await goSum.ListsAsync(key, cancellationToken) || (mayAdd && (!database.Applies(key.Path) || await IsProvenAsync(key, cancellationToken)));

    private async Task<bool> IsProvenAsync(ModuleId key, CancellationToken cancellationToken)
    {
        try
        {
            return (await database.LookupAsync(key, cancellationToken)).Count > 0;
        }
        catch (SutlerException)
        {
            return false;
        }
    }
}
