namespace Sutler.Storage.Events;

/// <summary>What happened. The numbers are stored: new kinds get new ones.</summary>
public enum StoreEventKind
{
    /// <summary>An entry was written.</summary>
    Stored = 1,

    /// <summary>An entry was removed to make room, or because it is old.</summary>
    Evicted = 2,

    /// <summary>An entry was removed because its bytes are not to be trusted.</summary>
    Quarantined = 3,

    /// <summary>An entry was removed because its blob is not there.</summary>
    Lost = 4,

    /// <summary>An entry or values were removed because somebody asked for it.</summary>
    Purged = 5,

    /// <summary>A value was written.</summary>
    ValueChanged = 6,

    /// <summary>Values were made to be asked for again.</summary>
    ValuesExpired = 7,

    /// <summary>Something the caller wants to be known.</summary>
    Note = 8,
}
