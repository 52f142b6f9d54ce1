using Sutler.Storage.Index;

namespace Sutler.Storage.Content;

/// <summary>An entry whose bytes could not be read, which says nothing of the bytes.</summary>
/// <param name="Entry">The entry, unchecked as before.</param>
/// <param name="Failure">Why.</param>
public sealed record UnreadableEntry(IndexEntry Entry, StorageException Failure);
