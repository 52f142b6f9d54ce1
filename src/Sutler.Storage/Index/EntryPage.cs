namespace Sutler.Storage.Index;

/// <summary>Some entries, in the order asked for.</summary>
/// <param name="Entries">At most as many as were asked for.</param>
/// <param name="Next">What to pass as <see cref="EntryQuery.After"/> for the next page; null when this was the last.</param>
public sealed record EntryPage(IReadOnlyList<IndexEntry> Entries, EntryCursor? Next);
