namespace Sutler.Transfer.Http;

/// <summary>The text behind a status code, as Go prints it.</summary>
internal static class ReasonPhrases
{
    /// <summary>The server's phrase; without one the standard phrase in Go's spelling. Control characters are not passed on to a terminal.</summary>
    public static string Of(HttpResponseMessage message)
    {
        var own = message.Version.Major >= 2 ? Standard((int)message.StatusCode) : null;
        var phrase = own ?? message.ReasonPhrase ?? "";
        return phrase.Any(char.IsControl) ? new string([.. phrase.Select(c => char.IsControl(c) ? '?' : c)]) : phrase;
    }

    // Where .NET's table is spelled otherwise or has a gap; HTTP/2 carries no phrase.
    private static string? Standard(int status) => status switch
    {
        414 => "Request URI Too Long",
        418 => "I'm a teapot",
        425 => "Too Early",
        505 => "HTTP Version Not Supported",
        _ => null,
    };
}
