using Sutler.Storage.Index;

namespace Sutler.Storage.Retention;

/// <summary>An entry about which is to be decided.</summary>
/// <param name="Entry">The entry.</param>
/// <param name="References">How many entries stand for the same blob, this one included: only with the last of them do bytes go.</param>
public sealed record RetentionCandidate(IndexEntry Entry, long References);
