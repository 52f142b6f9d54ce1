using Sutler.Go.Serving.Prefetching;
using Sutler.GoModules;
using Sutler.GoModules.Modules;
using Sutler.Storage.Index;
using Sutler.Storage.Pins;

namespace Sutler.Go.Serving.Stored;

/// <summary>Pins the files of module versions.</summary>
public sealed class StoredPins(IPinStore pins) : IModulePins
{
    private static readonly string[] GoModOnly = [".mod"];

    /// <inheritdoc/>
    public async ValueTask<int> PutAsync(string name, IReadOnlyList<WantedModule> modules, CancellationToken cancellationToken)
    {
        var keys = modules.Where(static module => module.Skipped is null).SelectMany(Keys).ToHashSet();
        if (keys.Count > PinSet.MaxKeys)
        {
            throw new FormatException($"{keys.Count} files are too many for one set of pins, which holds {PinSet.MaxKeys}");
        }

        await pins.PutAsync(new PinSet { Name = name }, keys, cancellationToken);
        return keys.Count;
    }

    /// <inheritdoc/>
    public ValueTask<bool> RemoveAsync(string name, CancellationToken cancellationToken) => pins.RemoveAsync(name, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PinnedModules>> ListAsync(CancellationToken cancellationToken) =>
        [.. (await pins.ListAsync(cancellationToken)).Select(static set => new PinnedModules(set.Set.Name, set.CreatedAt, set.Keys))];

    private static IEnumerable<IndexKey> Keys(WantedModule module) =>
        ModulePath.TryParse(module.Path, out var path, out _) && ServedVersions.IsVersionOf(path, module.Version)
            ? (module.GoModOnly ? GoModOnly : StoreNames.Suffixes).Select(suffix => StoreNames.File(path, module.Version, suffix)).OfType<IndexKey>()
            : throw new FormatException($"{GoQuoting.Quote($"{module.Path}@{module.Version}")} is no module version of which files are kept");
}
