namespace Sutler.Storage.Sqlite.Index;

/// <summary>Now, as precisely as the database keeps it.</summary>
internal static class SqliteClock
{
    /// <summary>The time to the millisecond.</summary>
    internal static DateTimeOffset Now(this TimeProvider time) => DateTimeOffset.FromUnixTimeMilliseconds(time.GetUtcNow().ToUnixTimeMilliseconds());
}
