using Sutler.GoModules.Modules;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Which versions of a module are stored: what can be told without any source.</summary>
internal static class StoredVersions
{
    private const string Info = ".info";

    /// <summary>All canonical versions with an <c>.info</c>.</summary>
    public static async ValueTask<ServedVersions> FindAsync(IEntryIndex entries, ModulePath path, CancellationToken cancellationToken)
    {
        var (prefix, versions) = (StoreNames.FilesOf(path), new List<string>());
        var query = new EntryQuery { Area = StoreNames.Files, Prefix = prefix, Limit = EntryQuery.MaxLimit };
        for (EntryCursor? next = null; ;)
        {
            var page = await entries.QueryAsync(query with { After = next }, cancellationToken);
            versions.AddRange(page.Entries
                .Select(entry => entry.Key.Name[prefix.Length..])
                .Where(static name => name.EndsWith(Info, StringComparison.Ordinal))
                .Select(static name => ModulePathRules.TryUnescapeVersion(name[..^Info.Length], out var version, out _) ? version : ""));
            next = page.Next;
            if (next is null)
            {
                return ServedVersions.Of(path, versions);
            }
        }
    }
}
