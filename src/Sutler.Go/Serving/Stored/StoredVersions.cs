using System.Text;
using Sutler.Go.Sources;
using Sutler.GoModules.Modules;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Which versions of a module are stored: what can be told without any source.</summary>
internal sealed class StoredVersions(IEntryIndex entries)
{
    /// <summary>All canonical versions with an <c>.info</c>, sorted.</summary>
    public async ValueTask<IReadOnlyList<string>> FindAsync(ModulePath path, CancellationToken cancellationToken)
    {
        var (prefix, versions) = (StoreNames.FilesOf(path), new List<string>());
        var query = new EntryQuery { Area = StoreNames.Files, Prefix = prefix, Limit = EntryQuery.MaxLimit };
        for (EntryCursor? next = null; ;)
        {
            var page = await entries.QueryAsync(query with { After = next }, cancellationToken);
            versions.AddRange(page.Entries
                .Select(entry => entry.Key.Name[prefix.Length..])
                .Where(static name => name.EndsWith(".info", StringComparison.Ordinal))
                .Select(static name => ModulePathRules.TryUnescapeVersion(name[..^".info".Length], out var version, out _) ? version : "")
                .Where(SemanticVersion.IsValid));
            next = page.Next;
            if (next is null)
            {
                versions.Sort(SemanticVersion.CompareForSort);
                return versions;
            }
        }
    }

    /// <summary>The lines of a list: no pseudo-versions. Spec: SRV-4.</summary>
    public static byte[] Lines(IEnumerable<string> versions) =>
        Encoding.UTF8.GetBytes(string.Concat(versions.Where(static version => !PseudoVersion.Is(version)).Select(static version => version + "\n")));

    /// <summary>The newest: a release, else a pre-release, else the newest pseudo-version. Spec: SRV-7.</summary>
    public static string? Newest(IReadOnlyList<string> sorted) =>
        sorted.LastOrDefault(static version => !PseudoVersion.Is(version) && SemanticVersion.Prerelease(version).Length == 0)
        ?? sorted.LastOrDefault(static version => !PseudoVersion.Is(version))
        ?? (sorted.Count > 0 ? sorted[^1] : null);
}
