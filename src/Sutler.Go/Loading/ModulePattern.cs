namespace Sutler.Go.Loading;

/// <summary>A pattern with <c>...</c>, which stands for any string. Spec: SEL-7.</summary>
/// <remarks>A final <c>/...</c> also matches nothing, so that <c>net/...</c> matches <c>net</c>; a wildcard never matches an element <c>vendor</c>.</remarks>
public sealed class ModulePattern
{
    private const string Wildcard = "...";

    private readonly string[] _parts;
    private readonly bool _emptyTail;

    /// <summary>Prepares a pattern.</summary>
    public ModulePattern(string pattern)
    {
        _emptyTail = pattern.EndsWith("/" + Wildcard, StringComparison.Ordinal);
        _parts = pattern.Split(Wildcard);
    }

    /// <summary>Whether the whole path matches, in time proportional to its length for each part.</summary>
    public bool Matches(string path) =>
        (_emptyTail && MatchesParts([.. _parts[..^2], _parts[^2][..^1]], path)) || MatchesParts(_parts, path);

    // Leftmost matches suffice: every part but the first and last may move right freely.
    private static bool MatchesParts(ReadOnlySpan<string> parts, string path)
    {
        if (parts.Length == 1)
        {
            return path == parts[0];
        }

        if (!path.StartsWith(parts[0], StringComparison.Ordinal))
        {
            return false;
        }

        var position = parts[0].Length;
        foreach (var part in parts[1..^1])
        {
            var at = path.IndexOf(part, position, StringComparison.Ordinal);
            if (at < 0 || CrossesVendor(path[position..at]))
            {
                return false;
            }

            position = at + part.Length;
        }

        var tail = path.Length - parts[^1].Length;
        return tail >= position && path.EndsWith(parts[^1], StringComparison.Ordinal) && !CrossesVendor(path[position..tail]);
    }

    private static bool CrossesVendor(string matched) => ("/" + matched + "/").Contains("/vendor/", StringComparison.Ordinal);
}
