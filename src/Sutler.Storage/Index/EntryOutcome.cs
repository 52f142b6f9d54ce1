namespace Sutler.Storage.Index;

/// <summary>What became of an <see cref="EntryWrite"/>.</summary>
public abstract record EntryOutcome
{
    private EntryOutcome()
    {
    }

    /// <summary>It is written.</summary>
    public sealed record Written(IndexEntry Entry) : EntryOutcome;

    /// <summary>Another entry is there, and stays.</summary>
    public sealed record Conflict(IndexEntry Current) : EntryOutcome;

    /// <summary>The revision to be replaced is gone, and nothing is in its place.</summary>
    public sealed record Gone : EntryOutcome;

    /// <summary>The blob is not reserved, or about to be deleted: reserve and commit it anew.</summary>
    public sealed record BlobNotReserved : EntryOutcome;

    /// <summary>The lease is no longer held: somebody else may be writing.</summary>
    public sealed record Fenced : EntryOutcome;
}
