namespace Sutler.Storage.Retention;

/// <summary>What is to go.</summary>
/// <param name="Evictions">In the order in which they were decided.</param>
/// <param name="BytesBefore">Bytes of blobs before.</param>
/// <param name="BytesAfter">Bytes of blobs when all of that is gone.</param>
/// <param name="IsWhole">Whether this is everything; otherwise a second plan is to follow.</param>
public sealed record RetentionPlan(IReadOnlyList<Eviction> Evictions, long BytesBefore, long BytesAfter, bool IsWhole);
