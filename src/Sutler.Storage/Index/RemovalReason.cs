using Sutler.Storage.Events;

namespace Sutler.Storage.Index;

/// <summary>Why an entry goes; <see cref="StoreEventKind"/> has the event that tells of it.</summary>
public enum RemovalReason
{
    /// <summary>To make room, or because it is old.</summary>
    Evicted,

    /// <summary>Its bytes are not to be trusted.</summary>
    Quarantined,

    /// <summary>Its blob is not there.</summary>
    Lost,

    /// <summary>Somebody asked for it.</summary>
    Purged,
}
