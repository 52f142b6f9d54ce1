namespace Sutler.Server.Answers;

/// <summary>The words in front of a reason, which the go command shows to people. Spec: SRV-2.</summary>
internal static class StatusWords
{
    /// <summary>In lower case, as they stand before a colon.</summary>
    public static string Of(int status) => status switch
    {
        400 => "bad request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not found",
        405 => "method not allowed",
        410 => "gone",
        429 => "too many requests",
        502 => "bad gateway",
        503 => "unavailable",
        504 => "gateway timeout",
        _ => "internal error",
    };
}
