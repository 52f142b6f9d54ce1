namespace Sutler.GoModules.Modules;

/// <summary>Numbers of any length kept as text: versions may hold more digits than any integer type.</summary>
internal static class DecimalText
{
    /// <summary>Cuts a number without needless leading zeros from the front.</summary>
    public static bool TryCut(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> number)
    {
        var end = rest.IndexOfAnyExceptInRange('0', '9');
        number = end < 0 ? rest : rest[..end];
        if (number.IsEmpty || (number[0] == '0' && number.Length > 1))
        {
            number = default;
            return false;
        }

        rest = rest[number.Length..];
        return true;
    }

    /// <summary>Whether all characters are ASCII digits.</summary>
    public static bool IsNumber(ReadOnlySpan<char> text) => !text.ContainsAnyExceptInRange('0', '9');

    /// <summary>Order by value of two numbers without needless zeros; an empty text is below every number.</summary>
    public static int Compare(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        left.Length != right.Length ? left.Length.CompareTo(right.Length) : Math.Sign(left.SequenceCompareTo(right));

    /// <summary>The number plus one.</summary>
    public static string Increment(string number)
    {
        var digits = number.ToCharArray();
        var last = digits.Length - 1;
        for (; last >= 0 && digits[last] == '9'; last--)
        {
            digits[last] = '0';
        }

        if (last < 0)
        {
            return "1" + new string(digits);
        }

        digits[last]++;
        return new string(digits);
    }

    /// <summary>The number minus one, or null for zero.</summary>
    public static string? Decrement(string number)
    {
        var digits = number.ToCharArray();
        var last = digits.Length - 1;
        for (; last >= 0 && digits[last] == '0'; last--)
        {
            digits[last] = '9';
        }

        if (last < 0)
        {
            return null;
        }

        if (last == 0 && digits[0] == '1' && digits.Length > 1)
        {
            return new string(digits, 1, digits.Length - 1);
        }

        digits[last]--;
        return new string(digits);
    }
}
