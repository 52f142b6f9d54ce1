using Sutler.Storage.Index;
using Sutler.Storage.Leases;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Leases in the tables <c>leases</c> and <c>lease_ends</c>.</summary>
internal sealed class SqliteLeaseRecords(SqliteReaders readers, SqliteWriter writer, TimeProvider time) : ILeaseRecords
{
    private const int Released = 1;
    private const int Failed = 2;
    private const int Abandoned = 3;

    /// <inheritdoc/>
    public ValueTask<LeaseClaim> ClaimAsync(IndexKey name, TimeSpan duration, CancellationToken cancellationToken) =>
        writer.WriteAsync(connection => Claim(connection, name, duration, time.Now()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<bool> RenewAsync(LeaseFence fence, TimeSpan duration, CancellationToken cancellationToken) =>
        writer.WriteAsync(
            connection =>
            {
                using var statement = connection.Prepare("UPDATE leases SET until = ?4 WHERE area = ?1 AND name = ?2 AND token = ?3 AND until > ?5");
                return statement.Bind(1, fence.Name).Bind(3, fence.Token).Bind(4, time.Now() + duration).Bind(5, time.Now()).Run() > 0;
            },
            cancellationToken);

    /// <inheritdoc/>
    public async ValueTask EndAsync(LeaseFence fence, LeaseEnd end, CancellationToken cancellationToken) =>
        await writer.WriteAsync(connection => End(connection, fence, end, time.Now()), cancellationToken);

    /// <inheritdoc/>
    public ValueTask<LeaseEnd?> FindEndAsync(LeaseFence fence, CancellationToken cancellationToken) =>
        readers.ReadAsync((fence, now: time.Now()), static (connection, state) => FindEnd(connection, state.fence, state.now), cancellationToken);

    /// <summary>Nobody but this process can hold a lease of a database that it has for itself: those of its predecessor are void.</summary>
    internal static void RemoveAll(SqliteConnection connection) => connection.Execute("DELETE FROM leases");

    private static LeaseClaim Claim(SqliteConnection connection, IndexKey name, TimeSpan duration, DateTimeOffset now)
    {
        using var holder = connection.Prepare("SELECT token FROM leases WHERE area = ?1 AND name = ?2 AND until > ?3");
        if (holder.Bind(1, name).Bind(3, now).Step())
        {
            return new LeaseClaim(holder.Long(0), IsOurs: false);
        }
        var token = connection.NextNumber();
        using var statement = connection.Prepare(
            "INSERT INTO leases (area, name, token, until) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (area, name) DO UPDATE SET token = excluded.token, until = excluded.until");
        statement.Bind(1, name).Bind(3, token).Bind(4, now + duration).Run();
        return new LeaseClaim(token, IsOurs: true);
    }

    private static bool End(SqliteConnection connection, LeaseFence fence, LeaseEnd end, DateTimeOffset now)
    {
        using var over = connection.Prepare("DELETE FROM lease_ends WHERE until <= ?1");
        over.Bind(1, now).Run();
        using var lease = connection.Prepare("DELETE FROM leases WHERE area = ?1 AND name = ?2 AND token = ?3");
        if (lease.Bind(1, fence.Name).Bind(3, fence.Token).Run() == 0)
        {
            return false;
        }
        var failure = (end as LeaseEnd.Failed)?.Failure;
        var kind = end switch
        {
            LeaseEnd.Failed => Failed,
            LeaseEnd.Abandoned => Abandoned,
            _ => Released,
        };
        using var statement = connection.Prepare("INSERT INTO lease_ends (token, kind, code, text, until) VALUES (?1, ?2, ?3, ?4, ?5)");
        statement.Bind(1, fence.Token).Bind(2, kind).Bind(3, failure?.Code ?? "").Bind(4, failure?.Text ?? "").Bind(5, now + ILeases.FailureMemory).Run();
        return true;
    }

    private static LeaseEnd? FindEnd(SqliteConnection connection, LeaseFence fence, DateTimeOffset now)
    {
        using var end = connection.Prepare("SELECT kind, code, text FROM lease_ends WHERE token = ?1 AND until > ?2");
        if (end.Bind(1, fence.Token).Bind(2, now).Step())
        {
            return end.Long(0) switch
            {
                Failed => new LeaseEnd.Failed(new LeaseFailure(end.Text(1), end.Text(2))),
                Abandoned => new LeaseEnd.Abandoned(),
                _ => new LeaseEnd.Released(),
            };
        }
        using var lease = connection.Prepare("SELECT until FROM leases WHERE area = ?1 AND name = ?2 AND token = ?3");
        if (!lease.Bind(1, fence.Name).Bind(3, fence.Token).Step())
        {
            return new LeaseEnd.Released();
        }
        return lease.Time(0) <= now ? new LeaseEnd.Abandoned() : null;
    }
}
