using System.Collections.Concurrent;
using Sutler.Errors;
using Sutler.Go.Serving;
using Sutler.GoModules.Modules;

namespace Sutler.Tests.Server.Operations;

/// <summary>Does nothing but to remember what it was to do.</summary>
internal sealed class RecordedOperations : IModuleOperations
{
    public ConcurrentQueue<string> Done { get; } = new();

    public SutlerException? Trouble { get; set; }

    public ValueTask<int> RefreshAsync(ModulePath path, CancellationToken cancellationToken) => NoteAsync($"refresh {path}");

    public ValueTask<int> RefreshBelowAsync(ModulePath path, CancellationToken cancellationToken) => NoteAsync($"refresh {path}/...");

    public ValueTask<int> PurgeAsync(ModulePath path, string? version, CancellationToken cancellationToken) => NoteAsync($"purge {path} {version ?? "all"}");

    private ValueTask<int> NoteAsync(string what)
    {
        Done.Enqueue(what);
        return Trouble is null ? ValueTask.FromResult(3) : throw Trouble;
    }
}
