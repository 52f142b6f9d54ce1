using Sutler.Go.Cache;

namespace Sutler.Go.Direct.Git;

/// <summary>The lock files of gits that were killed, which no later git gets past.</summary>
/// <remarks>
/// To be removed only under the lock of the work directory: then nobody fetches there but a git whose parent was killed, and that one has
/// ended or will never end after so long a time.
/// </remarks>
internal sealed class GitLeftovers(string directory, TimeProvider time)
{
    private static readonly TimeSpan Age = TimeSpan.FromHours(1);

    /// <summary>Removes what is old enough, and says whether there was anything.</summary>
    public bool Remove()
    {
        try
        {
            // Objects have names of their own and are never locked.
            string[] refs = [.. new[] { "refs", "logs" }.Select(name => Path.Combine(directory, name)).Where(Directory.Exists)];
            var locks = Directory.EnumerateFiles(directory, "*.lock")
                .Concat(refs.SelectMany(below => Directory.EnumerateFiles(below, "*.lock", SearchOption.AllDirectories)))
                .Where(IsOld)
                .ToList();
            locks.ForEach(File.Delete);
            return locks.Count > 0;
        }
        catch (Exception failure) when (OsError.Is(failure))
        {
            // What git said is the better explanation.
            return false;
        }
    }

    private bool IsOld(string file) => time.GetUtcNow().UtcDateTime - File.GetLastWriteTimeUtc(file) > Age;
}
