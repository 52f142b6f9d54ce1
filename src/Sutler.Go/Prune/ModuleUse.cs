using Sutler.Go.Cache;

namespace Sutler.Go.Prune;

/// <summary>When a module version was last used, as far as the file system tells.</summary>
/// <remarks>
/// The newest of the times at which zip, ziphash, lock and tree were written, or zip and ziphash read. The go command and Sutler read
/// the ziphash whenever they use a module. Linux notes the time of reading at most once a day (relatime), with noatime never; then the
/// time of the download counts.
/// </remarks>
internal static class ModuleUse
{
    public static DateTimeOffset Last(CachedVersion version)
    {
        var last = DateTime.MinValue;
        foreach (var path in (ReadOnlySpan<string>)[version.ZipPath, version.ZipHashPath])
        {
            var file = new FileInfo(path);
            if (file.Exists)
            {
                last = Later(Later(last, file.LastWriteTimeUtc), file.LastAccessTimeUtc);
            }
        }

        foreach (var path in (ReadOnlySpan<string>)[version.LockPath, version.TreePath])
        {
            if (Path.Exists(path))
            {
                last = Later(last, File.GetLastWriteTimeUtc(path));
            }
        }

        return new DateTimeOffset(last, TimeSpan.Zero);
    }

    private static DateTime Later(DateTime left, DateTime right) => left > right ? left : right;
}
