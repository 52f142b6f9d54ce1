namespace Sutler.GoModules;

/// <summary>The byte-wise order of texts as UTF-8, which is that of their code points and of Go's strings.</summary>
/// <remarks>
/// <see cref="StringComparer.Ordinal"/> compares UTF-16 units: it puts U+10000 and above, written as surrogates, below U+E000 to U+FFFF.
/// </remarks>
public sealed class Utf8Order : IComparer<string>
{
    private Utf8Order()
    {
    }

    /// <summary>The order as a comparer.</summary>
    public static Utf8Order Comparer { get; } = new();

    /// <summary>Negative, zero or positive as <paramref name="left"/> stands before, with or after <paramref name="right"/>.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var common = left.CommonPrefixLength(right);
        if (common == left.Length || common == right.Length)
        {
            return left.Length.CompareTo(right.Length);
        }

        return Rank(left[common]).CompareTo(Rank(right[common]));
    }

    /// <inheritdoc/>
    int IComparer<string>.Compare(string? x, string? y) => Compare(x, y);

    private static int Rank(char unit) => char.IsSurrogate(unit) ? unit + 0x10000 : unit;
}
