namespace Sutler.GoModules.Modules;

/// <summary>The parts of one Go version, as slices of its text; all empty when it is invalid. Spec: GOVER-1.</summary>
internal readonly ref struct GoVersionParts
{
    private GoVersionParts(
        ReadOnlySpan<char> major, ReadOnlySpan<char> minor, ReadOnlySpan<char> patch, ReadOnlySpan<char> kind, ReadOnlySpan<char> pre)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Kind = kind;
        Pre = pre;
    }

    public ReadOnlySpan<char> Major { get; }

    public ReadOnlySpan<char> Minor { get; }

    /// <summary>Empty in a language version and in a pre-release.</summary>
    public ReadOnlySpan<char> Patch { get; }

    /// <summary><c>alpha</c>, <c>beta</c>, <c>rc</c> or any other lower-case word; empty in a release.</summary>
    public ReadOnlySpan<char> Kind { get; }

    /// <summary>Number after <see cref="Kind"/>, or empty.</summary>
    public ReadOnlySpan<char> Pre { get; }

    public static bool TryParse(ReadOnlySpan<char> text, out GoVersionParts parts)
    {
        parts = default;
        if (!DecimalText.TryCut(ref text, out var major))
        {
            return false;
        }

        if (text.IsEmpty)
        {
            parts = new GoVersionParts(major, "0", "0", default, default);
            return true;
        }

        if (text is not ['.', .. var rest] || !DecimalText.TryCut(ref rest, out var minor))
        {
            return false;
        }

        if (rest.IsEmpty)
        {
            // 1.20 was the name of the release itself; from 1.21 on the release is 1.21.0 and 1.21 is the language.
            var patch = DecimalText.Compare(minor, "21") < 0 ? "0" : "";
            parts = new GoVersionParts(major, minor, patch, default, default);
            return true;
        }

        return rest is ['.', .. var afterDot]
            ? TryParsePatch(major, minor, afterDot, out parts)
            : TryParsePrerelease(major, minor, rest, out parts);
    }

    public static int Compare(GoVersionParts left, GoVersionParts right)
    {
        var order = DecimalText.Compare(left.Major, right.Major);
        order = order != 0 ? order : DecimalText.Compare(left.Minor, right.Minor);
        order = order != 0 ? order : DecimalText.Compare(left.Patch, right.Patch);
        order = order != 0 ? order : Math.Sign(left.Kind.SequenceCompareTo(right.Kind));
        return order != 0 ? order : DecimalText.Compare(left.Pre, right.Pre);
    }

    private static bool TryParsePatch(ReadOnlySpan<char> major, ReadOnlySpan<char> minor, ReadOnlySpan<char> rest, out GoVersionParts parts)
    {
        parts = default;
        if (!DecimalText.TryCut(ref rest, out var patch) || !rest.IsEmpty)
        {
            return false;
        }

        parts = new GoVersionParts(major, minor, patch, default, default);
        return true;
    }

    private static bool TryParsePrerelease(ReadOnlySpan<char> major, ReadOnlySpan<char> minor, ReadOnlySpan<char> rest, out GoVersionParts parts)
    {
        parts = default;
        var end = rest.IndexOfAnyInRange('0', '9');
        var kind = end < 0 ? rest : rest[..end];
        if (kind.IsEmpty || kind.ContainsAnyExceptInRange('a', 'z'))
        {
            return false;
        }

        rest = rest[kind.Length..];
        ReadOnlySpan<char> pre = default;
        if (!rest.IsEmpty && (!DecimalText.TryCut(ref rest, out pre) || !rest.IsEmpty))
        {
            return false;
        }

        parts = new GoVersionParts(major, minor, default, kind, pre);
        return true;
    }
}
