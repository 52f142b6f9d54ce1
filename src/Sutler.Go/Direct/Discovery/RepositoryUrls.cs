using Sutler.Errors;
using Sutler.GoModules.Modules;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Direct.Discovery;

/// <summary>What a page may name as a repository. Spec: DISC-10.</summary>
/// <remarks>
/// Beyond the go command, which leaves it to the programs: nothing that a program could take for an option, as host or user of ssh, and
/// none of git's transports that run commands or read what the user has open.
/// </remarks>
internal static class RepositoryUrls
{
    /// <summary>Null, or why it may not be used.</summary>
    public static ParseError? Refusal(string text)
    {
        if (!Url.TryParse(text, out var url, out var error))
        {
            return error;
        }

        return url.Scheme.Length == 0 ? new ParseError("no scheme")
            : url.Scheme is "file" or "ext" or "fd" ? new ParseError($"{url.Scheme} scheme disallowed")
            : url.Host.StartsWith('-') ? new ParseError("host begins with a dash")
            : url.UserName is ['-', ..] ? new ParseError("user begins with a dash")
            : null;
    }

    /// <summary>Null, or why it is no directory of a repository. Spec: DISC-7.</summary>
    public static ParseError? SubdirectoryRefusal(string text) => text switch
    {
        "" => null,
        ['/', ..] => new ParseError("leading slash"),
        ['-', ..] => new ParseError("leading hyphen"),
        _ => ModulePathRules.CheckFilePath(text),
    };

    /// <summary>The text for people.</summary>
    public static string Shown(string text) => Url.TryParse(text, out var url, out _) && url.Password is null ? text : Url.RedactUnparsed(text);
}
