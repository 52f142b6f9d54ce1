using Sutler.Storage;
using Sutler.Storage.Content;
using Sutler.Storage.Index;

namespace Sutler.Go.Serving.Stored;

/// <summary>Small stored files as a whole.</summary>
internal static class StoredBytes
{
    /// <summary>All bytes of a file, or null when it is not stored.</summary>
    public static async ValueTask<byte[]?> ReadAsync(ContentStore store, IndexKey key, CancellationToken cancellationToken)
    {
        if (await store.OpenAsync(key, cancellationToken) is not { } stored)
        {
            return null;
        }

        await using (stored)
        {
            var bytes = new byte[stored.Bytes.Length];
            for (var at = 0; at < bytes.Length;)
            {
                var read = await stored.Bytes.ReadAsync(bytes.AsMemory(at), at, cancellationToken);
                at += read > 0 ? read : throw new StorageException($"{key.Name} is shorter than it was");
            }

            return bytes;
        }
    }
}
