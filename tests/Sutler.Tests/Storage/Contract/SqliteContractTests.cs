using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Sqlite;
using Sutler.TestKit;

namespace Sutler.Tests.Storage.Contract;

/// <summary>SQLite follows the contract.</summary>
public sealed class SqliteIndexAdapter : IIndexAdapter
{
    private readonly ScratchDirectory _scratch = new();

    public IIndexStore Open(TimeProvider time) => SqliteIndexStore.Open(_scratch["index.db"], time);

    public ILeaseRecords LeaseRecords(IIndexStore index) => ((SqliteIndexStore)index).LeaseRecords;

    public void Dispose() => _scratch.Dispose();
}

public sealed class SqliteEntryIndexTests : EntryIndexContract<SqliteIndexAdapter>;

public sealed class SqliteBlobLedgerTests : BlobLedgerContract<SqliteIndexAdapter>;

public sealed class SqliteValueStoreTests : ValueStoreContract<SqliteIndexAdapter>;

public sealed class SqlitePinStoreTests : PinStoreContract<SqliteIndexAdapter>;

public sealed class SqliteEventLogTests : EventLogContract<SqliteIndexAdapter>;

public sealed class SqliteTotalsTests : TotalsContract<SqliteIndexAdapter>;

public sealed class SqliteLeaseTests : LeaseContract<SqliteIndexAdapter>;
