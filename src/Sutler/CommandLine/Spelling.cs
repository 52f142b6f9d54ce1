namespace Sutler.CommandLine;

/// <summary>Finds what somebody meant who mistyped a word.</summary>
internal static class Spelling
{
    private const int LongestCompared = 32;

    /// <summary>The candidate that differs from <paramref name="text"/> in the fewest letters, if those are few.</summary>
    public static string? Nearest(string text, IEnumerable<string> candidates)
    {
        var (distance, nearest) = candidates.Select(candidate => (Distance(text, candidate), candidate)).MinBy(pair => pair.Item1);
        return distance <= Math.Max(1, Math.Min(text.Length, 9) / 3) ? nearest : null;
    }

    /// <summary>Letters to insert, delete or replace; long texts are cut, since they are near nothing.</summary>
    private static int Distance(string left, string right)
    {
        left = left.Length > LongestCompared ? left[..LongestCompared] : left;
        var row = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var substitution = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.Min(substitution, Math.Min(row[j], row[j - 1]) + 1);
            }
        }

        return row[^1];
    }
}
