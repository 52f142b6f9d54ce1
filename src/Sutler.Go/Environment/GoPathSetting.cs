using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Environment;

/// <summary>GOPATH and what hangs on it. Spec: CMD-7, CMD-10, LOC-1, LOC-2.</summary>
/// <param name="Text">GOPATH; may be empty.</param>
/// <param name="ModuleCache">GOMODCACHE; may be empty, and relative if that is what the user gave.</param>
/// <param name="Missing">Why GOPATH is empty, such as <c>HOME is not set</c>.</param>
/// <param name="Warning">A line for stderr, without <c>go: </c>, or null.</param>
internal sealed record GoPathSetting(string Text, string ModuleCache, string Missing, string? Warning)
{
    private const int UsageError = 2;

    internal static GoPathSetting Read(SettingsLookup settings)
    {
        string chosen = settings[EnvironmentVariables.GoPath];
        (string inferred, string missing) = Infer(settings);
        string path = chosen.Length > 0 ? chosen : inferred;
        string cache = settings.Get(EnvironmentVariables.GoModCache, Below(path, Path.Combine("pkg", "mod")));
        if (path.Length > 0 && Lexical.Clean(path) == settings.GoRoot)
        {
            string warning = $"warning: both GOPATH and GOROOT are the same directory ({path}); see https://go.dev/wiki/InstallTroubleshooting";
            return new GoPathSetting(path, cache, "", warning);
        }

        return new GoPathSetting(AllAbsolute(path, chosen.Length > 0) ? path : "", cache, chosen.Length > 0 ? "" : missing, null);
    }

    /// <summary>A path below the first element of a GOPATH, or empty if that is empty.</summary>
    internal static string Below(string goPath, string relative)
    {
        string first = goPath.Split(Path.PathSeparator)[0];
        return first.Length == 0 ? "" : Path.Combine(first, relative);
    }

    private static (string Path, string Missing) Infer(SettingsLookup settings)
    {
        if (settings.Home.Length == 0)
        {
            return ("", $"{SettingsLookup.HomeVariable} is not set");
        }

        string path = Path.Combine(settings.Home, "go");
        return Lexical.Clean(path) == settings.GoRoot ? ("", "cannot set GOROOT as GOPATH") : (path, "");
    }

    /// <summary>False when an inferred path is relative, which only unsets it; a chosen one ends the run.</summary>
    private static bool AllAbsolute(string path, bool chosen)
    {
        foreach (string element in path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries))
        {
            if (element.StartsWith('~'))
            {
                throw Refused($"GOPATH entry cannot start with shell metacharacter '~': {GoQuoting.Quote(element)}");
            }

            if (!Path.IsPathFullyQualified(element))
            {
                return !chosen
                    ? false
                    : throw Refused($"GOPATH entry is relative; must be absolute path: {GoQuoting.Quote(element)}.\nFor more details see: 'go help gopath'");
            }
        }

        return true;
    }

    private static FatalException Refused(string text) => new(text) { Prefixed = true, ExitCode = UsageError };
}
