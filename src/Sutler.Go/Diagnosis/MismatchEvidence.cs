using Sutler.Go.Digests;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Diagnosis;

/// <summary>All that is known of a mismatch: what <see cref="MismatchRules"/> decides from.</summary>
public sealed record MismatchEvidence
{
    /// <summary>The key as in go.sum; the version of a go.mod ends in <c>/go.mod</c>.</summary>
    public required ModuleId Key { get; init; }

    /// <summary>What was found.</summary>
    public required Content Found { get; init; }

    /// <summary>Whether the bytes lay in the cache; else they had just arrived.</summary>
    public required bool WasInCache { get; init; }

    /// <summary>The hash that go.sum lists against what was found, or null when it lists none.</summary>
    public string? GoSum { get; init; }

    /// <summary>What the checksum database says.</summary>
    public required DatabaseAnswer Database { get; init; }

    /// <summary>What the file's own records say.</summary>
    public DiskAnswer Disk { get; init; } = new DiskAnswer.NotLookedAt();

    /// <summary>The source that the bytes came from, asked once more; for a file of the cache the first that would be asked for it now.</summary>
    public required SourceAnswer Source { get; init; }

    /// <summary>The other sources.</summary>
    public IReadOnlyList<SourceAnswer> Others { get; init; } = [];

    /// <summary>Whether it is about a go.mod, which has no checksums of its own.</summary>
    public bool IsGoMod => Key.Version.EndsWith("/go.mod", StringComparison.Ordinal);

    /// <summary>The hash that would have been right, or null when nobody knows.</summary>
    public string? Expected => GoSum ?? (Database as DatabaseAnswer.Lists)?.Hash ?? (Disk as DiskAnswer.NotAsRecorded)?.Recorded;
}

/// <summary>Bytes, by their hashes.</summary>
/// <param name="H1">The h1, or empty for a zip that cannot be read.</param>
/// <param name="Sha256">SHA-256 of the bytes as they are, in small hexadecimal digits; empty when the bytes themselves are not known.</param>
public sealed record Content(string H1, string Sha256)
{
    /// <summary>Whether two have the same content: the same h1 says so even where zips are packed differently.</summary>
    public bool IsSameAs(Content other) => H1.Length > 0 ? H1 == other.H1 : Sha256.Length > 0 && Sha256 == other.Sha256;
}

/// <summary>What the checksum database says of a key.</summary>
public abstract record DatabaseAnswer
{
    private DatabaseAnswer()
    {
    }

    /// <summary>It lists a hash, with proof.</summary>
    public sealed record Lists(string Hash) : DatabaseAnswer;

    /// <summary>It has the module but no hash for the key. Spec: WHEN-6.</summary>
    public sealed record IsSilent : DatabaseAnswer;

    /// <summary>It must not be asked, or there is none.</summary>
    public sealed record NotAsked(string Reason) : DatabaseAnswer;

    /// <summary>It could not be asked, or its answer not be proven.</summary>
    public sealed record Failed(string Reason) : DatabaseAnswer
    {
        /// <summary>Whether it could not be reached, so that asking on is of no use now.</summary>
        public bool MayPass { get; init; }
    }
}

/// <summary>What a source answered.</summary>
/// <param name="Name">The source, without password.</param>
public abstract record SourceAnswer(string Name)
{
    /// <summary>It gave these bytes.</summary>
    public sealed record Gave(string Name, Content Content) : SourceAnswer(Name);

    /// <summary>It must not or need not be asked.</summary>
    public sealed record NotAsked(string Name, string Reason) : SourceAnswer(Name);

    /// <summary>It gave nothing.</summary>
    public sealed record Failed(string Name, string Reason) : SourceAnswer(Name);
}

/// <summary>What was once recorded of a cached file says about it now.</summary>
public abstract record DiskAnswer
{
    private DiskAnswer()
    {
    }

    /// <summary>The bytes were not in the cache.</summary>
    public sealed record NotLookedAt : DiskAnswer;

    /// <summary>Nothing was recorded of it.</summary>
    public sealed record NoRecord : DiskAnswer;

    /// <summary>It is as it was recorded, byte by byte.</summary>
    public sealed record Intact : DiskAnswer;

    /// <summary>Of its bytes nothing was recorded; its hash is the one beside it, but both could have been changed.</summary>
    public sealed record FitsItsHash : DiskAnswer;

    /// <summary>These blocks are not as they were recorded, yet the hash beside the file is that of its content: somebody put both in the place of what was stored.</summary>
    public sealed record Replaced(IReadOnlyList<FileBlock> Blocks) : DiskAnswer;

    /// <summary>These blocks are not as they were recorded; the file's length alone differs when there are none.</summary>
    public sealed record BlocksDiffer(IReadOnlyList<FileBlock> Blocks) : DiskAnswer;

    /// <summary>Its hash is not the one recorded beside it.</summary>
    /// <param name="Recorded">The recorded h1.</param>
    public sealed record NotAsRecorded(string Recorded) : DiskAnswer;
}
