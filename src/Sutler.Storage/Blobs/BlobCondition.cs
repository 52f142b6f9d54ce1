namespace Sutler.Storage.Blobs;

/// <summary>What a check of a blob found.</summary>
public abstract record BlobCondition
{
    private BlobCondition()
    {
    }

    /// <summary>Its bytes have the digest that is its name.</summary>
    public sealed record Sound(long Length) : BlobCondition;

    /// <summary>It is not there.</summary>
    public sealed record Missing : BlobCondition;

    /// <summary>Its bytes are others.</summary>
    /// <param name="Found">Their digest.</param>
    /// <param name="Length">How many there are.</param>
    public sealed record Damaged(BlobDigest Found, long Length) : BlobCondition;
}
