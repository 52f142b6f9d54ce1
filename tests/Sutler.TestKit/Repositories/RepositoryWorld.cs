using Sutler.Go.Cache;
using Sutler.Go.Direct;
using Sutler.Go.Direct.Programs;

namespace Sutler.TestKit.Repositories;

/// <summary>Surroundings for version-control programs in tests, in which nothing of the user's own settings is left.</summary>
public static class RepositoryWorld
{
    /// <summary>A context whose programs find PATH and an empty home, and whose module cache lies at <paramref name="cache"/>.</summary>
    public static DirectContext Context(
        ScratchDirectory scratch, string cache, IReadOnlyDictionary<string, string>? variables = null, Func<string, bool>? isGone = null, Action<string>? trace = null)
    {
        var all = Variables(scratch);
        foreach (var (name, value) in variables ?? new Dictionary<string, string>())
        {
            all[name] = value;
        }

        return new DirectContext
        {
            Programs = new VcsPrograms(all, scratch.Root, TimeProvider.System, trace),
            Layout = new CacheLayout(cache),
            Locks = new FileLocks(TimeProvider.System),
            Variables = all,
            Time = TimeProvider.System,
            IsGoneAsync = (url, _) => Task.FromResult(isGone?.Invoke(url) ?? false),
        };
    }

    /// <summary>An environment with PATH, an empty home below the scratch directory, and no settings of the system.</summary>
    public static Dictionary<string, string> Variables(ScratchDirectory scratch)
    {
        var home = scratch["home"];
        return new Dictionary<string, string>
        {
            ["PATH"] = Environment.GetEnvironmentVariable("PATH") ?? "",
            ["HOME"] = home,
            ["GIT_CONFIG_GLOBAL"] = Path.Combine(home, ".gitconfig"),
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["HGRCPATH"] = "",
            ["LC_ALL"] = "C.UTF-8",
        };
    }
}
