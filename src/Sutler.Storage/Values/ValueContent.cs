namespace Sutler.Storage.Values;

/// <summary>What a value says: these bytes, or that there is nothing.</summary>
public abstract record ValueContent
{
    /// <summary>The most bytes a value has; more belongs into a blob.</summary>
    public const int MaxLength = 4 << 20;

    private ValueContent()
    {
    }

    /// <summary>Bytes as the source gave them.</summary>
    /// <param name="Bytes">At most <see cref="MaxLength"/>; compared by reference only.</param>
    /// <param name="MediaType">The media type to answer with; empty when the caller derives it.</param>
    public sealed record Present(ReadOnlyMemory<byte> Bytes, string MediaType) : ValueContent;

    /// <summary>A negative entry: the source said that there is no such thing.</summary>
    /// <param name="Status">What it said, as a number of the caller's protocol.</param>
    /// <param name="Reason">What it said, as a text for people.</param>
    public sealed record Absent(int Status, string Reason) : ValueContent;
}
