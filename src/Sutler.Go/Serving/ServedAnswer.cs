namespace Sutler.Go.Serving;

/// <summary>What a proxy says to a request. Spec: SRV-2; architecture, section 6.</summary>
/// <remarks>
/// Reasons are for people who read them in the output of the go command: short, no secret, no control character. A source that does not
/// answer is <see cref="Failed"/>, never <see cref="Absent"/>: clients would believe it and ask elsewhere.
/// </remarks>
public abstract record ServedAnswer
{
    private ServedAnswer()
    {
    }

    /// <summary>Here it is. Whoever receives it disposes the content.</summary>
    /// <param name="Content">The bytes.</param>
    /// <param name="Life">How long others may keep them.</param>
    public sealed record Found(ServedContent Content, AnswerLife Life) : ServedAnswer;

    /// <summary>There is no such thing: 404, or 410 where the source says that there never will be.</summary>
    public sealed record Absent(int Status, string Reason) : ServedAnswer;

    /// <summary>Whoever asks must not have it: 403, which ends a client's list of sources.</summary>
    public sealed record Refused(string Reason) : ServedAnswer;

    /// <summary>Something is broken or busy, here or at the source: 429, 500, 502, 503 or 504.</summary>
    public sealed record Failed(int Status, string Reason, TimeSpan? RetryAfter = null) : ServedAnswer;
}

/// <summary>How long caches between server and client may keep an answer. Spec: SRV-10.</summary>
public enum AnswerLife
{
    /// <summary>For ever: the bytes of a canonical version never change.</summary>
    Immutable,

    /// <summary>A minute: lists, <c>@latest</c>, branches.</summary>
    Short,

    /// <summary>Not at all.</summary>
    None,
}
