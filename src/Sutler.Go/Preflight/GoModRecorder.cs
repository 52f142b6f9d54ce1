using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Preflight;

/// <summary>Remembers which go.mod files could not be had while a graph was loaded: the graph itself tells of the first only. Thread-safe.</summary>
/// <param name="read">Reads the go.mod of a module version.</param>
public sealed class GoModRecorder(Func<ModuleId, CancellationToken, Task<byte[]>> read)
{
    private readonly ConcurrentDictionary<ModuleId, bool> _missing = new();

    /// <summary>The module versions without a go.mod so far.</summary>
    public IReadOnlyCollection<ModuleId> Missing => [.. _missing.Keys];

    /// <summary>The go.mod, or the failure, remembered.</summary>
    public async Task<byte[]> ReadAsync(ModuleId module, CancellationToken cancellationToken)
    {
        try
        {
            return await read(module, cancellationToken);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            _missing[module] = true;
            throw;
        }
    }
}
