namespace Sutler.Storage.Index;

/// <summary>An order in which entries can be listed; each is one that an index of the database keeps.</summary>
public enum EntryOrder
{
    /// <summary>By name.</summary>
    Key,

    /// <summary>The longest unused first.</summary>
    LastUsed,

    /// <summary>The longest unchecked first.</summary>
    LastChecked,

    /// <summary>The oldest first.</summary>
    FirstSeen,
}
