using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>The order of lines in a block. Spec: GOMOD-23.</summary>
internal static class LineOrder
{
    /// <summary>Sorts the lines of every block, equal ones staying in order.</summary>
    public static void Sort(SyntaxFile file, bool excludeByVersion)
    {
        foreach (SyntaxBlock block in file.Statements.OfType<SyntaxBlock>())
        {
            Comparison<string[]> order = block.Tokens[0] switch
            {
                "exclude" when excludeByVersion => CompareExcludes,
                "retract" => CompareRetractions,
                _ => CompareTokens,
            };
            block.Lines = MergeSort(block.Lines, order);
        }
    }

    /// <summary>Sorts the lines of every block word by word, as in go.work.</summary>
    public static void SortPlainly(SyntaxFile file)
    {
        foreach (SyntaxBlock block in file.Statements.OfType<SyntaxBlock>())
        {
            block.Lines = MergeSort(block.Lines, CompareTokens);
        }
    }

    /// <summary>Word by word in byte order, the shorter line first.</summary>
    private static int CompareTokens(string[] left, string[] right)
    {
        for (int i = 0; i < left.Length && i < right.Length; i++)
        {
            int order = Utf8Order.Compare(left[i], right[i]);
            if (order != 0)
            {
                return order;
            }
        }

        return left.Length.CompareTo(right.Length);
    }

    private static int CompareExcludes(string[] left, string[] right)
    {
        if (left.Length != 2 || right.Length != 2)
        {
            return CompareTokens(left, right);
        }

        int order = Utf8Order.Compare(left[0], right[0]);
        return order != 0 ? order : SemanticVersion.Compare(left[1], right[1]);
    }

    /// <summary>The highest interval first; a line of unknown form is below all.</summary>
    private static int CompareRetractions(string[] left, string[] right)
    {
        (string leftLow, string leftHigh) = IntervalOf(left);
        (string rightLow, string rightHigh) = IntervalOf(right);
        int order = SemanticVersion.Compare(rightLow, leftLow);
        return order != 0 ? order : SemanticVersion.Compare(rightHigh, leftHigh);
    }

    private static (string Low, string High) IntervalOf(string[] tokens) => tokens switch
    {
        [string version] => (version, version),
        ["[", string low, ",", string high, "]"] => (low, high),
        _ => ("", ""),
    };

    // The library's sorts may throw when lines of unknown form make the order inconsistent; this one cannot.
    private static List<SyntaxLine> MergeSort(List<SyntaxLine> lines, Comparison<string[]> order)
    {
        SyntaxLine[] from = [.. lines];
        SyntaxLine[] to = new SyntaxLine[from.Length];
        for (int width = 1; width < from.Length; width *= 2)
        {
            for (int start = 0; start < from.Length; start += 2 * width)
            {
                int middle = Math.Min(start + width, from.Length);
                int end = Math.Min(start + (2 * width), from.Length);
                Merge(from, start, middle, end, to, order);
            }

            (from, to) = (to, from);
        }

        return [.. from];
    }

    private static void Merge(SyntaxLine[] from, int left, int middle, int end, SyntaxLine[] to, Comparison<string[]> order)
    {
        int right = middle;
        for (int at = left; at < end; at++)
        {
            bool takeRight = left == middle || (right < end && order(from[right].Tokens ?? [], from[left].Tokens ?? []) < 0);
            to[at] = takeRight ? from[right++] : from[left++];
        }
    }
}
