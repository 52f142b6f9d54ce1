using Sutler.Storage.Blobs;

namespace Sutler.Storage.Index;

/// <summary>A name, and the blob it stands for.</summary>
/// <remarks>Times are UTC, to the millisecond.</remarks>
public sealed record IndexEntry
{
    /// <summary>The name.</summary>
    public required IndexKey Key { get; init; }

    /// <summary>The blob.</summary>
    public required BlobDigest Digest { get; init; }

    /// <summary>The blob's bytes, counted.</summary>
    public required long Length { get; init; }

    /// <summary>What else is known of the content.</summary>
    public required EntryFacts Facts { get; init; }

    /// <summary>When the name first stood for this blob.</summary>
    public required DateTimeOffset FirstSeen { get; init; }

    /// <summary>The last use that was noted; up to a few seconds behind, and after a crash some seconds of uses are lost.</summary>
    public required DateTimeOffset LastUsed { get; init; }

    /// <summary>When its bytes were last found to be right: when they came, or by a check later.</summary>
    public required DateTimeOffset LastChecked { get; init; }

    /// <summary>Whether at least one set of pins holds it.</summary>
    public required bool IsPinned { get; init; }

    /// <summary>Changes with every write to the entry; never the same again for the same key, also after it was removed.</summary>
    public required long Revision { get; init; }
}
