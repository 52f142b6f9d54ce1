using Sutler.Go.Serving;

namespace Sutler.Server.Observation;

/// <summary>The names of causes in the access log and in metrics.</summary>
internal static class CauseNames
{
    /// <summary>A word in lower case.</summary>
    public static string Of(AnswerCause cause) => cause switch
    {
        AnswerCause.Hit => "hit",
        AnswerCause.Miss => "miss",
        AnswerCause.Stale => "stale",
        AnswerCause.Absent => "absent",
        AnswerCause.Refused => "refused",
        AnswerCause.Source => "source",
        AnswerCause.Busy => "busy",
        _ => "broken",
    };
}
