using Sutler.Storage.Index;

namespace Sutler.Storage.Retention;

/// <summary>An entry that is not kept.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="Reason">Why.</param>
/// <param name="Freed">Bytes that go with it; 0 while other entries stand for the same blob.</param>
public sealed record Eviction(IndexEntry Entry, RetentionReason Reason, long Freed);
