namespace Sutler.Storage.Index;

/// <summary>What is known of an entry's content besides its bytes, in words the store only keeps.</summary>
public sealed record EntryFacts
{
    /// <summary>The most characters any of these has.</summary>
    public const int MaxLength = 2048;

    /// <summary>Says nothing.</summary>
    public static EntryFacts None { get; } = new();

    /// <summary>The media type to answer with; empty when the caller derives it.</summary>
    public string MediaType { get; init; } = "";

    /// <summary>Where the bytes came from, for people; never with a password or a signed query.</summary>
    public string Source { get; init; } = "";

    /// <summary>The hash by which others know the content, such as <c>h1:…</c>; null when there is none or it is not known yet.</summary>
    public string? ContentHash { get; init; }

    /// <summary>Who vouched for <see cref="ContentHash"/>; null while nobody has.</summary>
    public string? Authority { get; init; }
}
