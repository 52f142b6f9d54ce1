using Sutler.Storage.Blobs;
using Sutler.Storage.Leases;

namespace Sutler.Storage.Index;

/// <summary>An entry to be written.</summary>
public sealed record EntryWrite
{
    /// <summary>The name.</summary>
    public required IndexKey Key { get; init; }

    /// <summary>The blob; committed to its store, and reserved in the ledger, before the entry is written.</summary>
    public required BlobDigest Digest { get; init; }

    /// <summary>What else is known of the content.</summary>
    public required EntryFacts Facts { get; init; }

    /// <summary>The revision that is replaced; null to write only where there is no entry.</summary>
    public long? Replaces { get; init; }

    /// <summary>The lease under which it is written; the write is refused once that is no longer held.</summary>
    public LeaseFence? Fence { get; init; }

    /// <summary>Throws <see cref="ArgumentException"/> when a fact is too long; for adapters.</summary>
    public void Validate()
    {
        if (((string?[])[Facts.MediaType, Facts.Source, Facts.ContentHash, Facts.Authority]).Any(fact => fact?.Length > EntryFacts.MaxLength))
        {
            throw new ArgumentException($"a fact about {Key} has more than {EntryFacts.MaxLength} characters");
        }
    }
}
