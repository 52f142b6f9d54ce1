using Sutler.Storage.Blobs;
using Sutler.Storage.Directories;

namespace Sutler.Tests.Storage.Contract;

/// <summary>A directory follows the contract.</summary>
public sealed class DirectoryBlobStoreContractTests : BlobStoreContract
{
    protected override IBlobStore Open(TimeProvider time) => DirectoryBlobStore.Open(Scratch["blobs"], time);

    protected override void Damage(BlobDigest digest, byte[] bytes) =>
        File.WriteAllBytes(Path.Combine(Scratch["blobs"], "v1", "sha256", digest.Hex[..2], digest.Hex[2..]), bytes);
}
