namespace Sutler.Go.Serving;

/// <summary>What a proxy says to a request. Spec: SRV-2; architecture, section 6.</summary>
/// <remarks>
/// Reasons are for people who read them in the output of the go command: short, no secret, no control character. A source that does not
/// answer is <see cref="Failed"/>, never <see cref="Absent"/>: clients would believe it and ask elsewhere.
/// </remarks>
public abstract record ServedAnswer
{
    private ServedAnswer(AnswerCause cause) => Cause = cause;

    /// <summary>How it came about, for logs and metrics; set it where the kind of answer does not say it.</summary>
    public AnswerCause Cause { get; init; }

    /// <summary>Here it is. Whoever receives it disposes the content.</summary>
    /// <param name="Content">The bytes.</param>
    /// <param name="Life">How long others may keep them.</param>
    public sealed record Found(ServedContent Content, AnswerLife Life) : ServedAnswer(AnswerCause.Hit);

    /// <summary>There is no such thing: 404, or 410 where the source says that there never will be; 400 where what was asked for is no name at all.</summary>
    public sealed record Absent(int Status, string Reason) : ServedAnswer(AnswerCause.Absent);

    /// <summary>Whoever asks must not have it: 403, which ends a client's list of sources.</summary>
    public sealed record Refused(string Reason) : ServedAnswer(AnswerCause.Refused);

    /// <summary>Something is broken or busy, here or at the source: 429, 500, 502, 503 or 504.</summary>
    public sealed record Failed(int Status, string Reason, TimeSpan? RetryAfter = null) : ServedAnswer(AnswerCause.Source);
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

/// <summary>How an answer came about; the names, in lower case, stand in the access log and in metrics.</summary>
public enum AnswerCause
{
    /// <summary>It was here.</summary>
    Hit,

    /// <summary>It was fetched, or is being fetched.</summary>
    Miss,

    /// <summary>It was here and is older than it should be: the source is being asked, or does not answer.</summary>
    Stale,

    /// <summary>There is none.</summary>
    Absent,

    /// <summary>Who asks must not have it.</summary>
    Refused,

    /// <summary>The source is broken, slow, or says what is not true.</summary>
    Source,

    /// <summary>Too much is going on here.</summary>
    Busy,

    /// <summary>Something is broken here.</summary>
    Broken,
}
