using System.Collections.Concurrent;
using Sutler.Go.Download;
using Sutler.GoModules.Modules;

namespace Sutler.Progress;

/// <summary>Counts what happens; any thread may call it.</summary>
internal sealed class ProgressTally
{
    private static readonly ModuleFileKind[] Kinds = [ModuleFileKind.GoMod, ModuleFileKind.Info, ModuleFileKind.Zip];

    private readonly ConcurrentDictionary<(ModuleId Module, ModuleFileKind Kind), Transfer> _active = new();
    private int _planned;
    private int _downloaded;
    private int _cached;
    private int _failed;
    private long _bytes;
    private long _sequence;

    /// <summary>Takes the larger of the numbers it has heard.</summary>
    public void Planned(int modules)
    {
        for (var known = _planned; modules > known;)
        {
            var seen = Interlocked.CompareExchange(ref _planned, modules, known);
            if (seen == known)
            {
                return;
            }

            known = seen;
        }
    }

    /// <summary>A transfer begins, or begins again.</summary>
    public void Started(ModuleId module, ModuleFileKind kind, long? length) =>
        _active[(module, kind)] = new Transfer(Interlocked.Increment(ref _sequence), length);

    /// <summary>Bytes arrived.</summary>
    public void Received(ModuleId module, ModuleFileKind kind, int bytes)
    {
        Interlocked.Add(ref _bytes, bytes);
        if (_active.TryGetValue((module, kind), out var transfer))
        {
            Interlocked.Add(ref transfer.Received, bytes);
        }
    }

    /// <summary>A transfer ended well.</summary>
    public void Finished(ModuleId module, ModuleFileKind kind) => _active.TryRemove((module, kind), out _);

    /// <summary>A module version is whole.</summary>
    public void Published(ModuleId module, bool cached)
    {
        Forget(module);
        Interlocked.Increment(ref cached ? ref _cached : ref _downloaded);
    }

    /// <summary>A module version failed.</summary>
    public void Failed(ModuleId module)
    {
        Forget(module);
        Interlocked.Increment(ref _failed);
    }

    /// <summary>The numbers now, with at most <paramref name="transfers"/> of the transfers under way, oldest first.</summary>
    public ProgressSnapshot Snapshot(int transfers)
    {
        var active = _active.ToArray();
        return new ProgressSnapshot
        {
            Planned = Volatile.Read(ref _planned),
            Downloaded = Volatile.Read(ref _downloaded),
            Cached = Volatile.Read(ref _cached),
            Failed = Volatile.Read(ref _failed),
            Bytes = Interlocked.Read(ref _bytes),
            ActiveCount = active.Length,
            Active =
            [
                .. active.OrderBy(entry => entry.Value.Sequence).Take(transfers).Select(entry => new ActiveTransfer(
                    entry.Key.Module, entry.Key.Kind, Interlocked.Read(ref entry.Value.Received), entry.Value.Length)),
            ],
        };
    }

    private void Forget(ModuleId module)
    {
        foreach (var kind in Kinds)
        {
            _active.TryRemove((module, kind), out _);
        }
    }

    private sealed class Transfer(long sequence, long? length)
    {
        public long Received;

        public long Sequence => sequence;

        public long? Length => length;
    }
}
