using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.TestKit.Storage;

namespace Sutler.Tests.Storage.Contract;

/// <summary>The doubles of the test kit follow the contract too: what other tests see of them, the real ones do.</summary>
public sealed class MemoryIndexAdapter : IIndexAdapter
{
    public IIndexStore Open(TimeProvider time) => new MemoryIndexStore(time);

    public ILeaseRecords LeaseRecords(IIndexStore index) => ((MemoryIndexStore)index).LeaseRecords;

    public void Dispose()
    {
    }
}

public sealed class MemoryBlobStoreTests : BlobStoreContract
{
    protected override IBlobStore Open(TimeProvider time) => new MemoryBlobStore(time);

    protected override void Damage(BlobDigest digest, byte[] bytes) => ((MemoryBlobStore)Blobs).Damage(digest, bytes);
}

public sealed class MemoryEntryIndexTests : EntryIndexContract<MemoryIndexAdapter>;

public sealed class MemoryBlobLedgerTests : BlobLedgerContract<MemoryIndexAdapter>;

public sealed class MemoryValueStoreTests : ValueStoreContract<MemoryIndexAdapter>;

public sealed class MemoryPinStoreTests : PinStoreContract<MemoryIndexAdapter>;

public sealed class MemoryEventLogTests : EventLogContract<MemoryIndexAdapter>;

public sealed class MemoryTotalsTests : TotalsContract<MemoryIndexAdapter>;

public sealed class MemoryLeaseTests : LeaseContract<MemoryIndexAdapter>;
