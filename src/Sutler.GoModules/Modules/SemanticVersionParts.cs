namespace Sutler.GoModules.Modules;

/// <summary>The parts of one valid semantic version, as slices of its text. Spec: SEMVER-1, SEMVER-2.</summary>
internal readonly ref struct SemanticVersionParts
{
    private SemanticVersionParts(
        ReadOnlySpan<char> major, ReadOnlySpan<char> minor, ReadOnlySpan<char> patch, ReadOnlySpan<char> prerelease, ReadOnlySpan<char> build)
    {
        Major = major;
        Minor = minor;
        Patch = patch;
        Prerelease = prerelease;
        Build = build;
    }

    public ReadOnlySpan<char> Major { get; }

    /// <summary>Empty when left out, which means 0.</summary>
    public ReadOnlySpan<char> Minor { get; }

    /// <summary>Empty when left out, which means 0.</summary>
    public ReadOnlySpan<char> Patch { get; }

    /// <summary>With its dash, or empty.</summary>
    public ReadOnlySpan<char> Prerelease { get; }

    /// <summary>With its plus, or empty.</summary>
    public ReadOnlySpan<char> Build { get; }

    public static bool TryParse(ReadOnlySpan<char> text, out SemanticVersionParts parts)
    {
        parts = default;
        if (text is not ['v', .. var rest] || !DecimalText.TryCut(ref rest, out var major))
        {
            return false;
        }

        if (!TryCutNumberAfterDot(ref rest, out var minor) || !TryCutNumberAfterDot(ref rest, out var patch))
        {
            return false;
        }

        // The short forms v1 and v1.2 are over here; only three numbers may carry more.
        if (patch.IsEmpty && !rest.IsEmpty)
        {
            return false;
        }

        ReadOnlySpan<char> prerelease = default;
        ReadOnlySpan<char> build = default;
        if ((rest is ['-', ..] && !TryCutIdentifiers(ref rest, numbersAreStrict: true, out prerelease))
            || (rest is ['+', ..] && !TryCutIdentifiers(ref rest, numbersAreStrict: false, out build))
            || !rest.IsEmpty)
        {
            return false;
        }

        parts = new SemanticVersionParts(major, minor, patch, prerelease, build);
        return true;
    }

    private static bool TryCutNumberAfterDot(scoped ref ReadOnlySpan<char> rest, out ReadOnlySpan<char> number)
    {
        number = default;
        if (rest is not ['.', .. var afterDot])
        {
            return true;
        }

        rest = afterDot;
        return DecimalText.TryCut(ref rest, out number);
    }

    /// <summary>Cuts the leading sign and the dot-separated identifiers after it.</summary>
    private static bool TryCutIdentifiers(scoped ref ReadOnlySpan<char> rest, bool numbersAreStrict, out ReadOnlySpan<char> cut)
    {
        cut = default;
        var start = 1;
        var end = 1;
        for (; ; end++)
        {
            var atEnd = end == rest.Length || (numbersAreStrict && rest[end] == '+');
            if (atEnd || rest[end] == '.')
            {
                var identifier = rest[start..end];
                if (identifier.IsEmpty || (numbersAreStrict && HasNeedlessZero(identifier)))
                {
                    return false;
                }

                start = end + 1;
            }

            if (atEnd)
            {
                break;
            }

            if (rest[end] != '.' && rest[end] != '-' && !char.IsAsciiLetterOrDigit(rest[end]))
            {
                return false;
            }
        }

        cut = rest[..end];
        rest = rest[end..];
        return true;
    }

    private static bool HasNeedlessZero(ReadOnlySpan<char> identifier) =>
        identifier.Length > 1 && identifier[0] == '0' && DecimalText.IsNumber(identifier);
}
