using Sutler.Storage.Index;
using Sutler.Storage.Sqlite.Database;

namespace Sutler.Storage.Sqlite.Index;

/// <summary>Reads the counters that triggers keep.</summary>
internal static class TotalsSql
{
    internal static IndexTotals Read(SqliteConnection connection)
    {
        using var row = connection.Prepare("SELECT blobs, blob_bytes, unreferenced, unreferenced_bytes, pinned, pinned_bytes FROM totals");
        row.Step();
        return new IndexTotals
        {
            Areas = Areas(connection),
            Blobs = Tally(row, 0),
            UnreferencedBlobs = Tally(row, 2),
            Pinned = Tally(row, 4),
        };
    }

    private static List<AreaTotals> Areas(SqliteConnection connection)
    {
        using var row = connection.Prepare("SELECT area, entries, entry_bytes, cells, cell_bytes FROM area_totals ORDER BY area");
        var areas = new List<AreaTotals>();
        while (row.Step())
        {
            areas.Add(new AreaTotals(row.Text(0), Tally(row, 1), Tally(row, 3)));
        }
        return areas;
    }

    private static Tally Tally(SqliteStatement row, int column) => new(row.Long(column), row.Long(column + 1));
}
