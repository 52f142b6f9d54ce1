using Sutler.GoModules.Modules;
using Sutler.Storage.Content;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Refreshes and purges what a <see cref="StoredModuleServer"/> keeps, in the store and in memory.</summary>
internal sealed class StoredOperations(ContentStore store, SmallAnswers memory, AbsentAnswers absent, ChangingAnswers changing) : IModuleOperations
{
    private const string Why = "an operator asked for it";

    /// <inheritdoc/>
    public ValueTask<int> RefreshAsync(ModulePath path, CancellationToken cancellationToken)
    {
        absent.Forget(known => known == path);
        return changing.ExpireAsync(StoreNames.Of(path), cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<int> RefreshBelowAsync(ModulePath path, CancellationToken cancellationToken)
    {
        absent.Forget(known => IsAtOrBelow(known.Text, path.Text));
        var count = await changing.ExpireAsync(path.Escaped + "/", cancellationToken);
        // Hosts that do not tell capitals from small letters write them as the owner did, and module paths as their authors do.
        return ModulePath.TryParse(path.Text.ToLowerInvariant(), out var small, out _) && small != path
            ? count + await changing.ExpireAsync(small.Escaped + "/", cancellationToken)
            : count;
    }

    /// <inheritdoc/>
    public async ValueTask<int> PurgeAsync(ModulePath path, string? version, CancellationToken cancellationToken)
    {
        var keys = version is null ? await FilesAsync(path, cancellationToken) : StoreNames.Suffixes.Select(suffix => StoreNames.File(path, version, suffix)).OfType<IndexKey>();
        var count = 0;
        foreach (var key in keys)
        {
            count += await store.Index.Entries.RemoveAsync(key, revision: null, RemovalReason.Purged, Why, cancellationToken) ? 1 : 0;
        }

        // After the store: whoever looked there before does not put back into memory what is forgotten now.
        memory.Forget(request => request.Path == path && (version is null || VersionOf(request) == version));
        absent.Forget(known => known == path);
        if (version is null)
        {
            return count + await changing.RemoveAsync(StoreNames.Of(path), cancellationToken);
        }

        // What a branch stood for may have been just this version.
        await changing.ExpireAsync(StoreNames.Of(path), cancellationToken);
        return count;
    }

    private async ValueTask<IReadOnlyList<IndexKey>> FilesAsync(ModulePath path, CancellationToken cancellationToken)
    {
        List<IndexKey> keys = [];
        var query = new EntryQuery { Area = StoreNames.Files, Prefix = StoreNames.FilesOf(path), Limit = EntryQuery.MaxLimit };
        for (EntryCursor? next = null; ;)
        {
            var page = await store.Index.Entries.QueryAsync(query with { After = next }, cancellationToken);
            keys.AddRange(page.Entries.Select(static entry => entry.Key));
            next = page.Next;
            if (next is null)
            {
                return keys;
            }
        }
    }

    private static string? VersionOf(ModuleRequest request) => request switch
    {
        ModuleRequest.Info info => info.Revision,
        ModuleRequest.GoMod mod => mod.Version,
        _ => null,
    };

    private static bool IsAtOrBelow(string known, string path) =>
        known.StartsWith(path, StringComparison.OrdinalIgnoreCase) && (known.Length == path.Length || known[path.Length] == '/');
}
