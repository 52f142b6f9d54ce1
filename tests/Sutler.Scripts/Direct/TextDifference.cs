using System.Text;

namespace Sutler.Scripts.Direct;

/// <summary>Where two texts differ, line by line, with a little of what is around.</summary>
internal static class TextDifference
{
    private const int Around = 3;

    /// <summary>Lines of <paramref name="go"/> alone begin with <c>-</c>, of <paramref name="sutler"/> alone with <c>+</c>; empty when they are equal.</summary>
    public static string Of(string go, string sutler)
    {
        if (go == sutler)
        {
            return "";
        }

        List<string> lines = [.. Merge(go.Split('\n'), sutler.Split('\n'))];
        var near = new HashSet<int>(Enumerable.Range(0, lines.Count).Where(at => lines[at][0] != ' ').SelectMany(at => Enumerable.Range(at - Around, (2 * Around) + 1)));
        var text = new StringBuilder();
        for (int at = 0; at < lines.Count; at++)
        {
            if (near.Contains(at))
            {
                text.Append(near.Contains(at - 1) ? "" : "@@\n").Append(lines[at]).Append('\n');
            }
        }

        return text.ToString();
    }

    private static IEnumerable<string> Merge(string[] go, string[] sutler)
    {
        // length[i, j]: of the longest common subsequence of what is left from i and j on.
        int[,] length = new int[go.Length + 1, sutler.Length + 1];
        for (int i = go.Length - 1; i >= 0; i--)
        {
            for (int j = sutler.Length - 1; j >= 0; j--)
            {
                length[i, j] = go[i] == sutler[j] ? length[i + 1, j + 1] + 1 : Math.Max(length[i + 1, j], length[i, j + 1]);
            }
        }

        for (int i = 0, j = 0; i < go.Length || j < sutler.Length;)
        {
            if (i < go.Length && j < sutler.Length && go[i] == sutler[j])
            {
                yield return " " + go[i++];
                j++;
            }
            else if (j == sutler.Length || (i < go.Length && length[i + 1, j] >= length[i, j + 1]))
            {
                yield return "-" + go[i++];
            }
            else
            {
                yield return "+" + sutler[j++];
            }
        }
    }
}
