using System.Buffers;
using System.Security.Cryptography;

namespace Sutler.Storage.Blobs;

/// <summary>Reads a blob and compares its bytes with its name; any store, any time, whoever else reads it.</summary>
public static class BlobCheck
{
    // Large enough that hashing, not calls, takes the time.
    private const int BufferSize = 128 << 10;

    /// <summary>Checks one blob.</summary>
    public static async ValueTask<BlobCondition> RunAsync(IBlobStore blobs, BlobDigest digest, CancellationToken cancellationToken)
    {
        await using var content = await blobs.OpenAsync(digest, cancellationToken);
        if (content is null)
        {
            return new BlobCondition.Missing();
        }
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            long length = 0;
            for (int read; (read = await content.ReadAsync(buffer, length, cancellationToken)) > 0; length += read)
            {
                hash.AppendData(buffer, 0, read);
            }
            var found = BlobDigest.FromBytes(hash.GetHashAndReset());
            return found == digest ? new BlobCondition.Sound(length) : new BlobCondition.Damaged(found, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
