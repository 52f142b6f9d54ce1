using Sutler.Errors;

namespace Sutler.Go.Sources;

/// <summary>The beginning of what a server shows at a URL, whatever its status.</summary>
/// <param name="Body">The bytes that came, up to the limit.</param>
internal sealed record WebPage(byte[] Body)
{
    /// <summary>Whether there was more than the limit.</summary>
    public bool IsCut { get; init; }

    /// <summary>The status that is not 200, as a failure; null for 200.</summary>
    public ReadingException? Refusal { get; init; }

    /// <summary>Why the body ended early; null when it did not.</summary>
    public SutlerException? Interruption { get; init; }
}
