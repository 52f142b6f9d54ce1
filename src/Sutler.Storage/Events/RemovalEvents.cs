using System.Diagnostics;
using Sutler.Storage.Index;

namespace Sutler.Storage.Events;

/// <summary>Which event tells of a removal.</summary>
public static class RemovalEvents
{
    /// <summary>The kind of the event.</summary>
    public static StoreEventKind ToEventKind(this RemovalReason reason) => reason switch
    {
        RemovalReason.Evicted => StoreEventKind.Evicted,
        RemovalReason.Quarantined => StoreEventKind.Quarantined,
        RemovalReason.Lost => StoreEventKind.Lost,
        RemovalReason.Purged => StoreEventKind.Purged,
        _ => throw new UnreachableException(),
    };
}
