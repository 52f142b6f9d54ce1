using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>What a stretch of scrubbing found.</summary>
/// <param name="Checked">Entries that were looked at, and their bytes.</param>
/// <param name="Removed">Entries that were lost or quarantined, to be fetched anew.</param>
/// <param name="Unreadable">Entries that could not be read: too many open files, a broken disk. They are the first of the next stretch.</param>
public sealed record ScrubResult(Tally Checked, IReadOnlyList<IndexEntry> Removed, IReadOnlyList<UnreadableEntry> Unreadable);
