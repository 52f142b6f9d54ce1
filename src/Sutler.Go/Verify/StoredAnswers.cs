using Sutler.Go.Cache;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>The stored answers of checksum databases, by their names.</summary>
internal static class StoredAnswers
{
    /// <summary>The module version that a file is the answer about; null for tiles and all else.</summary>
    /// <remarks>The first directory called "lookup" counts, before a name with a version: database names may have slashes of their own.</remarks>
    public static ModuleId? ModuleOf(CacheLayout layout, string path)
    {
        const string Lookup = "/lookup/";
        var name = layout.DownloadName(path) ?? "";
        var start = name.IndexOf(Lookup, StringComparison.Ordinal) + Lookup.Length;
        var at = name.LastIndexOf('@');
        return start >= Lookup.Length && at > start
            && ModulePathRules.TryUnescapePath(name[start..at], out var module, out _)
            && ModulePathRules.TryUnescapeVersion(name[(at + 1)..], out var version, out _)
                ? new ModuleId(module.Text, version)
                : null;
    }
}
