namespace Sutler.GoModules.Modules;

/// <summary>Semantic versions as the go command reads and orders them. Spec: SEMVER rules.</summary>
public static class SemanticVersion
{
    private const string Incompatible = "+incompatible";

    /// <summary>Whether <paramref name="version"/> is valid: <c>vMAJOR[.MINOR[.PATCH[-PRE][+BUILD]]]</c>. Spec: SEMVER-1, SEMVER-2.</summary>
    public static bool IsValid(string version) => SemanticVersionParts.TryParse(version, out _);

    /// <summary>Three numbers and the pre-release, without build; empty when invalid. Spec: SEMVER-3.</summary>
    public static string Canonical(string version)
    {
        if (!SemanticVersionParts.TryParse(version, out var parts))
        {
            return "";
        }

        if (parts.Minor.IsEmpty)
        {
            return version + ".0.0";
        }

        return parts.Patch.IsEmpty ? version + ".0" : version[..^parts.Build.Length];
    }

    /// <summary><see cref="Canonical"/>, but a build of exactly <c>+incompatible</c> is kept; empty when invalid. Spec: SEMVER-3.</summary>
    public static string CanonicalVersion(string version)
    {
        var canonical = Canonical(version);
        return Build(version) is Incompatible ? canonical + Incompatible : canonical;
    }

    /// <summary>Whether the version is valid and written in its canonical form. Spec: SEMVER-3.</summary>
    public static bool IsCanonical(string version) => version.Length > 0 && CanonicalVersion(version) == version;

    /// <summary>Whether the text ends in <c>+incompatible</c>. Spec: SEMVER-6.</summary>
    public static bool IsIncompatible(string version) => version.EndsWith(Incompatible, StringComparison.Ordinal);

    /// <summary><c>v1</c> of <c>v1.2.3</c>; empty when invalid.</summary>
    public static string Major(string version) =>
        SemanticVersionParts.TryParse(version, out var parts) ? version[..(1 + parts.Major.Length)] : "";

    /// <summary><c>v1.2</c> of <c>v1.2.3</c>; empty when invalid.</summary>
    public static string MajorMinor(string version)
    {
        if (!SemanticVersionParts.TryParse(version, out var parts))
        {
            return "";
        }

        return parts.Minor.IsEmpty ? version + ".0" : version[..(2 + parts.Major.Length + parts.Minor.Length)];
    }

    /// <summary>The pre-release with its dash, or empty.</summary>
    public static string Prerelease(string version) =>
        SemanticVersionParts.TryParse(version, out var parts) ? parts.Prerelease.ToString() : "";

    /// <summary>The build with its plus, or empty.</summary>
    public static string Build(string version) =>
        SemanticVersionParts.TryParse(version, out var parts) ? parts.Build.ToString() : "";

    /// <summary>Order by precedence: build ignored, invalid below valid, two invalid ones equal. Spec: SEMVER-4.</summary>
    public static int Compare(string left, string right)
    {
        var leftIsValid = SemanticVersionParts.TryParse(left, out var leftParts);
        var rightIsValid = SemanticVersionParts.TryParse(right, out var rightParts);
        if (!leftIsValid || !rightIsValid)
        {
            return leftIsValid.CompareTo(rightIsValid);
        }

        var order = DecimalText.Compare(leftParts.Major, rightParts.Major);
        order = order != 0 ? order : CompareNumber(leftParts.Minor, rightParts.Minor);
        order = order != 0 ? order : CompareNumber(leftParts.Patch, rightParts.Patch);
        return order != 0 ? order : ComparePrerelease(leftParts.Prerelease, rightParts.Prerelease);
    }

    /// <summary>The order of version lists: <see cref="Compare"/>, ties by ordinal text. Spec: SEMVER-4.</summary>
    public static int CompareForSort(string left, string right)
    {
        var order = Compare(left, right);
        return order != 0 ? order : Utf8Order.Compare(left, right);
    }

    private static int CompareNumber(ReadOnlySpan<char> left, ReadOnlySpan<char> right) =>
        DecimalText.Compare(left.IsEmpty ? "0" : left, right.IsEmpty ? "0" : right);

    private static int ComparePrerelease(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        // A release stands above all its pre-releases.
        if (left.IsEmpty || right.IsEmpty)
        {
            return left.IsEmpty.CompareTo(right.IsEmpty);
        }

        while (!left.IsEmpty && !right.IsEmpty)
        {
            var order = CompareIdentifier(CutIdentifier(ref left), CutIdentifier(ref right));
            if (order != 0)
            {
                return order;
            }
        }

        return right.IsEmpty.CompareTo(left.IsEmpty);
    }

    /// <summary>Cuts the separator and the identifier after it.</summary>
    private static ReadOnlySpan<char> CutIdentifier(scoped ref ReadOnlySpan<char> rest)
    {
        var end = rest[1..].IndexOf('.') + 1;
        var identifier = end == 0 ? rest[1..] : rest[1..end];
        rest = rest[(1 + identifier.Length)..];
        return identifier;
    }

    private static int CompareIdentifier(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var leftIsNumber = DecimalText.IsNumber(left);
        var rightIsNumber = DecimalText.IsNumber(right);
        if (leftIsNumber != rightIsNumber)
        {
            return rightIsNumber.CompareTo(leftIsNumber);
        }

        return leftIsNumber ? DecimalText.Compare(left, right) : Math.Sign(left.SequenceCompareTo(right));
    }
}
