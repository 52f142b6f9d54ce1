using System.Text;

namespace Sutler.Transfer.Urls;

/// <summary>A URL as Go's net/url reads and prints it: the text on the wire, in <c>-x</c> lines and in errors is the go command's.</summary>
/// <remarks>
/// <see cref="Uri"/> normalises what the protocol must send as written (decision 17).
/// <see cref="ToString"/> hides the password: printing one by accident is safe. <see cref="Secret"/> is the text with it.
/// </remarks>
public sealed partial record Url
{
    private Url()
    {
    }

    /// <summary>Lower-case scheme without colon, or empty.</summary>
    public string Scheme { get; private init; } = "";

    /// <summary>What follows the colon of a URL without slashes, such as <c>mailto:x</c>; else empty.</summary>
    public string Opaque { get; private init; } = "";

    /// <summary>User name, decoded; null without <c>user@</c>.</summary>
    public string? UserName { get; private init; }

    /// <summary>Password, decoded; null when none is written.</summary>
    public string? Password { get; private init; }

    /// <summary>Host and port as written, such as <c>localhost:8080</c> or <c>[::1]:80</c>; may be empty.</summary>
    public string Host { get; private init; } = "";

    /// <summary>Path, decoded.</summary>
    public string Path { get; private init; } = "";

    /// <summary>Query without <c>?</c>, as written.</summary>
    public string Query { get; private init; } = "";

    /// <summary>Fragment without <c>#</c>, as written.</summary>
    public string Fragment { get; private init; } = "";

    /// <summary>True for <c>file:/x</c>: a path follows the scheme without <c>//</c>.</summary>
    private bool OmitsHost { get; init; }

    /// <summary>True for a final <c>?</c> with nothing behind it.</summary>
    private bool ForcesQuery { get; init; }

    /// <summary>The encoding of <see cref="Path"/> as written when it is not the usual one; else empty.</summary>
    private string RawPath { get; init; } = "";

    /// <summary>Whether there is nothing but scheme and path, as a <c>file</c> proxy must be. Spec: PROXY-3.</summary>
    public bool IsOnlyPath => Host.Length == 0 && UserName is null && Opaque.Length == 0 && Query.Length == 0
        && Fragment.Length == 0 && !OmitsHost && !ForcesQuery;

    /// <summary>The host without port and brackets.</summary>
    public string HostName => SplitHost().Name;

    /// <summary>The port as written, or empty.</summary>
    public string Port => SplitHost().Port;

    /// <summary>The port in force: the written one, else 443 for https and 80 for http; 0 when it is out of range.</summary>
    public int EffectivePort => Port.Length == 0
        ? string.Equals(Scheme, "https", StringComparison.Ordinal) ? 443 : 80
        : int.TryParse(Port, out var port) && port <= ushort.MaxValue ? port : 0;

    /// <summary>Scheme, host and port in force, lower case: what one pool of connections serves and what credentials belong to.</summary>
    public string Origin => $"{Scheme}://{HostName.ToLowerInvariant()}:{EffectivePort}";

    /// <summary>The path as sent: as written if that is a valid encoding of <see cref="Path"/>, else encoded anew. Spec: EP-1.</summary>
    public string EscapedPath
    {
        get
        {
            var asWritten = RawPath.Length > 0 && UrlEscaping.IsValidPathEncoding(RawPath)
                && UrlEscaping.TryUnescape(RawPath, UrlPart.Path, out var decoded, out _)
                && string.Equals(decoded, Path, StringComparison.Ordinal);
            return asWritten || Path is "*" ? (asWritten ? RawPath : Path) : UrlEscaping.Escape(Path, UrlPart.Path);
        }
    }

    /// <summary>The whole text with its password. Only for requests and credential look-ups, never for people.</summary>
    public string Secret => Print(Password is null ? null : UrlEscaping.Escape(Password, UrlPart.UserInfo), Query);

    /// <summary>The text with any password, and what its query says under a name such as <c>token</c>, shown as <c>xxxxx</c>. Spec: AUTH-8.</summary>
    public string Redacted => Print(Password is null ? null : "xxxxx", UrlQuery.Redact(Query));

    /// <summary>The text with any password shown as <c>***</c>, as Go prints it in errors of the transport.</summary>
    public string Starred => Print(Password is null ? null : "***", UrlQuery.Redact(Query));

    /// <summary><see cref="Redacted"/>.</summary>
    public override string ToString() => Redacted;

    /// <summary>The same URL without one final <c>/</c> of its path.</summary>
    public Url WithoutFinalSlash() => this with { Path = TrimSlash(Path), RawPath = TrimSlash(RawPath) };

    /// <summary>
    /// The same URL with slash-separated <paramref name="elements"/> (decoded) behind its path. Dot and empty elements of the
    /// result are resolved; a <c>/</c> stays a separator. Spec: EP-1.
    /// </summary>
    /// <remarks>
    /// The written encoding is joined beside the decoded path: where they disagree (a base with a path), the usual encoding is used,
    /// which is what the go command sends.
    /// </remarks>
    public Url Join(string elements)
    {
        var escaped = UrlEscaping.Escape(elements, UrlPart.Segment).Replace("%2F", "/", StringComparison.Ordinal);
        return this with
        {
            Path = UrlPaths.Clean(TrimSlash(Path) + "/" + elements),
            RawPath = UrlPaths.Clean(TrimSlash(RawPath) + "/" + escaped),
        };
    }

    /// <summary>A text that may be a URL, with what looks like a password shown as <c>xxxxx</c>.</summary>
    public static string RedactUnparsed(string text) => UrlText.RedactUnparsed(text);

    /// <summary>A path in its usual encoding.</summary>
    public static string EscapePath(string path) => UrlEscaping.Escape(path, UrlPart.Path);

    /// <summary>The same URL without user and password.</summary>
    public Url WithoutUser() => this with { UserName = null, Password = null };

    private static string TrimSlash(string path) => path.EndsWith('/') ? path[..^1] : path;

    private (string Name, string Port) SplitHost()
    {
        var colon = Host.LastIndexOf(':');
        var hasPort = colon >= 0 && Host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') < 0 && colon > Host.LastIndexOf(']');
        var name = hasPort ? Host[..colon] : Host;
        return (name is ['[', .., ']'] ? name[1..^1] : name, hasPort ? Host[(colon + 1)..] : "");
    }

    private string Print(string? password, string query)
    {
        var text = new StringBuilder();
        if (Scheme.Length > 0)
        {
            text.Append(Scheme).Append(':');
        }
        text.Append(Opaque.Length > 0 ? Opaque : PrintAuthority(password) + PrintPath());
        if (ForcesQuery || Query.Length > 0)
        {
            text.Append('?').Append(query);
        }
        if (Fragment.Length > 0)
        {
            text.Append('#').Append(Fragment);
        }
        return text.ToString();
    }

    private string PrintAuthority(string? password)
    {
        var nothing = Host.Length == 0 && UserName is null;
        if (nothing && (OmitsHost || Scheme.Length == 0 || Path.Length == 0))
        {
            return "";
        }
        var user = UserName is null ? "" : UrlEscaping.Escape(UserName, UrlPart.UserInfo) + (password is null ? "" : ":" + password) + "@";
        return "//" + user + UrlEscaping.Escape(Host, UrlPart.Host);
    }

    private string PrintPath()
    {
        var path = EscapedPath;
        return path.Length > 0 && path[0] != '/' && Host.Length > 0 ? "/" + path : path;
    }
}
