using Sutler.GoModules;

namespace Sutler.Go.Prune;

/// <summary>Chooses which modules go. Pure.</summary>
public static class PruneChoice
{
    // Go's toolchains are kept as modules, but no go.sum ever names one.
    private const string Toolchain = "golang.org/toolchain";

    /// <summary>The modules that go, least recently used first; what <see cref="PruneOptions"/> says decides, and keeping wins.</summary>
    public static IReadOnlyList<StoredModule> Choose(IReadOnlyList<StoredModule> modules, PruneOptions options, DateTimeOffset now)
    {
        if (!options.ChoosesModules)
        {
            return [];
        }

        var left = modules.Sum(module => module.Bytes);
        List<StoredModule> chosen = [];
        foreach (var module in modules.Where(module => options.Keep?.Contains(module.Version.Module) != true)
            .OrderBy(module => module.LastUse)
            .ThenBy(module => module.Version.Module.ToString(), Utf8Order.Comparer))
        {
            if (Goes(module, options, now) || left > options.MaxSize)
            {
                chosen.Add(module);
                left -= module.Bytes;
            }
        }

        return chosen;
    }

    private static bool Goes(StoredModule module, PruneOptions options, DateTimeOffset now) => options switch
    {
        { OlderThan: { } age } => now - module.LastUse > age,
        { MaxSize: not null } => false,
        _ => module.Version.Module.Path != Toolchain,
    };
}
