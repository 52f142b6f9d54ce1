using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.Storage.Index;

/// <summary>The name under which something is kept: an area such as <c>go-file</c>, and a name within it.</summary>
/// <remarks>
/// An area is 1 to 32 lower-case letters, digits and hyphens. A name is 1 to 2048 visible ASCII characters, so that it can stand in a
/// log, sorts alike everywhere and fits every database's index; whoever has other text to name escapes it. Ordered by area, then
/// by name, ordinally. Whatever separates owners from one another is part of the name.
/// </remarks>
public readonly record struct IndexKey : IComparable<IndexKey>
{
    /// <summary>The most characters a name has.</summary>
    public const int MaxNameLength = 2048;

    private const int MaxAreaLength = 32;

    private readonly string? _area;
    private readonly string? _name;

    private IndexKey(string area, string name)
    {
        _area = area;
        _name = name;
    }

    /// <summary>Which kind of thing it names; throws on <c>default</c>, which names nothing.</summary>
    public string Area => _area ?? throw new InvalidOperationException("default(IndexKey) names nothing");

    /// <summary>Its name among these.</summary>
    public string Name => _name ?? throw new InvalidOperationException("default(IndexKey) names nothing");

    /// <summary>Makes a key, or says which rule is broken.</summary>
    public static bool TryCreate(string area, string name, out IndexKey key, [NotNullWhen(false)] out ParseError? error)
    {
        error = FirstViolation(area, name);
        key = error is null ? new IndexKey(area, name) : default;
        return error is null;
    }

    /// <summary>Makes a key of parts that are known to follow the rules; throws <see cref="FormatException"/> when they do not.</summary>
    public static IndexKey Create(string area, string name) =>
        TryCreate(area, name, out var key, out var error) ? key : throw new FormatException(error.Reason);

    /// <inheritdoc/>
    public int CompareTo(IndexKey other)
    {
        var area = string.CompareOrdinal(_area, other._area);
        return area != 0 ? area : string.CompareOrdinal(_name, other._name);
    }

    /// <summary><c>area:name</c></summary>
    public override string ToString() => $"{Area}:{Name}";

    /// <summary>The rule that a beginning of names breaks, if any; it may be empty.</summary>
    internal static ParseError? PrefixViolation(string area, string prefix) => prefix.Length == 0 ? FirstViolation(area, "-") : FirstViolation(area, prefix);

    private static ParseError? FirstViolation(string area, string name)
    {
        if (area.Length is 0 or > MaxAreaLength || !area.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-'))
        {
            return new ParseError("an area is 1 to 32 lower-case letters, digits and hyphens");
        }
        if (name.Length is 0 or > MaxNameLength)
        {
            return new ParseError($"a name has 1 to {MaxNameLength} characters");
        }
        return name.AsSpan().ContainsAnyExceptInRange('!', '~') ? new ParseError("a name consists of visible ASCII characters") : null;
    }
}
