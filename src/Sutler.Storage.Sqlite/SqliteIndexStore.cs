using Sutler.Storage.Events;
using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Pins;
using Sutler.Storage.Sqlite.Database;
using Sutler.Storage.Sqlite.Index;
using Sutler.Storage.Values;

namespace Sutler.Storage.Sqlite;

/// <summary>An index in one SQLite file, for one process at a time.</summary>
/// <remarks>
/// One connection writes, committing what has gathered as one transaction; others read meanwhile, from the state after the last commit.
/// <see cref="Directories.DataDirectory"/> keeps other processes away.
/// </remarks>
public sealed class SqliteIndexStore : IIndexStore
{
    private static readonly TimeSpan UseInterval = TimeSpan.FromSeconds(5);

    private readonly SqliteReaders _readers;
    private readonly SqliteWriter _writer;
    private readonly NotedUses _uses;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _writingUses;

    private SqliteIndexStore(string path, SqliteConnection connection, TimeProvider time)
    {
        _readers = new SqliteReaders(path, Math.Max(4, 2 * Environment.ProcessorCount));
        _writer = new SqliteWriter(connection);
        _uses = new NotedUses(time);
        Entries = new SqliteEntries(_readers, _writer, _uses, time);
        Ledger = new SqliteLedger(_readers, _writer, time);
        Values = new SqliteValues(_readers, _writer, _uses, time);
        Pins = new SqlitePins(_readers, _writer, time);
        Events = new SqliteEvents(_readers, _writer, time);
        LeaseRecords = new SqliteLeaseRecords(_readers, _writer, time);
        Leases = new RecordedLeases(LeaseRecords, time);
        _writingUses = WriteUsesAsync(time);
    }

    /// <inheritdoc/>
    public IEntryIndex Entries { get; }

    /// <inheritdoc/>
    public IBlobLedger Ledger { get; }

    /// <inheritdoc/>
    public IValueStore Values { get; }

    /// <inheritdoc/>
    public IPinStore Pins { get; }

    /// <inheritdoc/>
    public IEventLog Events { get; }

    /// <inheritdoc/>
    public ILeases Leases { get; }

    internal ILeaseRecords LeaseRecords { get; }

    internal SqliteWriter Writer => _writer;

    /// <summary>Opens the index, and makes or changes its file as needed; the caller holds the directory it lies in.</summary>
    /// <param name="path">The file.</param>
    /// <param name="time">The clock.</param>
    /// <exception cref="StorageException">It is damaged, of a newer version, or another program's.</exception>
    public static SqliteIndexStore Open(string path, TimeProvider time)
    {
        var connection = SqliteFile.Open(path);
        SqliteLeaseRecords.RemoveAll(connection);
        return new SqliteIndexStore(path, connection, time);
    }

    /// <inheritdoc/>
    public ValueTask<IndexTotals> CountAsync(CancellationToken cancellationToken) =>
        _readers.ReadAsync(0, static (connection, _) => TotalsSql.Read(connection), cancellationToken);

    /// <inheritdoc/>
    public ValueTask FlushUsesAsync(CancellationToken cancellationToken) => _uses.FlushAsync(_writer, cancellationToken);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }
        await _stop.CancelAsync();
        await _writingUses;
        try
        {
            await FlushUsesAsync(CancellationToken.None);
        }
        catch (StorageException)
        {
            // Some seconds of uses are lost, as with a crash.
        }
        _readers.Dispose();
        await _writer.DisposeAsync();
        _stop.Dispose();
    }

    private async Task WriteUsesAsync(TimeProvider time)
    {
        using var timer = new PeriodicTimer(UseInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                try
                {
                    await FlushUsesAsync(_stop.Token);
                }
                catch (StorageException)
                {
                    // What fails here fails for everybody who writes; they report it.
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposing writes the rest.
        }
    }
}
