using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.Transfer.Urls;

/// <content>Reading text.</content>
public sealed partial record Url
{
    /// <summary>Parses, or gives Go's text <c>parse "x": reason</c>, any password hidden.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Url? url, [NotNullWhen(false)] out ParseError? error)
    {
        var (before, fragment) = Cut(text, '#');
        url = ParseWithoutFragment(before, out var reason);
        if (url is not null && !UrlEscaping.TryUnescape(fragment, UrlPart.Path, out _, out reason))
        {
            url = null;
        }
        error = url is null ? new ParseError($"parse {UrlText.Quote(UrlText.RedactUnparsed(before))}: {reason}") : null;
        url = url is null ? null : url with { Fragment = fragment };
        return url is not null;
    }

    /// <summary>Parses, or throws <see cref="SutlerException"/> with the text of <see cref="TryParse"/>.</summary>
    public static Url Parse(string text) =>
        TryParse(text, out var url, out var error) ? url : throw new SutlerException(error.Reason);

    /// <summary>The target of a redirect to <paramref name="location"/>, which may be relative; false when it is no URL.</summary>
    /// <remarks>User and password survive only a relative redirect, which cannot leave the host.</remarks>
    public bool TryResolve(string location, [NotNullWhen(true)] out Url? target, [NotNullWhen(false)] out ParseError? error)
    {
        if (!TryParse(location, out target, out error))
        {
            return false;
        }
        if (target.Scheme.Length == 0)
        {
            var otherHost = target.Host.Length > 0 || target.UserName is not null;
            target = otherHost ? target with { Scheme = Scheme } : this with
            {
                Path = target.Path,
                RawPath = target.RawPath,
                Query = target.Path.Length == 0 && target.Query.Length == 0 && !target.ForcesQuery ? Query : target.Query,
                ForcesQuery = target.ForcesQuery,
                Fragment = target.Fragment,
            };
            target = otherHost ? target : target.WithEscapedPath(UrlPaths.Resolve(EscapedPath, target.EscapedPath));
        }
        target = target.Opaque.Length > 0 ? target : target.WithEscapedPath(UrlPaths.Resolve("", target.EscapedPath));
        return true;
    }

    private static Url? ParseWithoutFragment(string text, out string? reason)
    {
        reason = text.Any(c => c is < ' ' or '\x7f') ? "net/url: invalid control character in URL" : null;
        if (reason is not null || !TryCutScheme(text, out var scheme, out var rest, out reason))
        {
            return null;
        }
        var forcesQuery = rest.EndsWith('?') && rest.IndexOf('?') == rest.Length - 1;
        (rest, var query) = Cut(rest, '?');
        var url = new Url { Scheme = scheme.ToLowerInvariant(), Query = query, ForcesQuery = forcesQuery };
        if (!rest.StartsWith('/'))
        {
            if (scheme.Length > 0)
            {
                return url with { Opaque = rest };
            }
            reason = Cut(rest, '/').Before.Contains(':') ? "first path segment in URL cannot contain colon" : null;
            return reason is null ? url.WithPath(rest, out reason) : null;
        }
        if (!rest.StartsWith("//", StringComparison.Ordinal) || (scheme.Length == 0 && rest.StartsWith("///", StringComparison.Ordinal)))
        {
            return (url with { OmitsHost = scheme.Length > 0 }).WithPath(rest, out reason);
        }
        var slash = rest.IndexOf('/', 2);
        var authority = slash < 0 ? rest[2..] : rest[2..slash];
        return url.WithAuthority(authority, out reason)?.WithPath(slash < 0 ? "" : rest[slash..], out reason);
    }

    private static bool TryCutScheme(string text, out string scheme, out string rest, out string? reason)
    {
        (scheme, rest, reason) = ("", text, null);
        var end = 0;
        while (end < text.Length && (char.IsAsciiLetter(text[end]) || (end > 0 && (char.IsAsciiDigit(text[end]) || text[end] is '+' or '-' or '.'))))
        {
            end++;
        }
        if (end >= text.Length || text[end] != ':')
        {
            return true;
        }
        reason = end == 0 ? "missing protocol scheme" : null;
        (scheme, rest) = (text[..end], text[(end + 1)..]);
        return reason is null;
    }

    private Url? WithAuthority(string authority, out string? reason)
    {
        var at = authority.LastIndexOf('@');
        var host = authority[(at + 1)..];
        if (!IsHostAndPort(host, out reason) || !UrlEscaping.TryUnescape(host, UrlPart.Host, out var decodedHost, out reason))
        {
            return null;
        }
        var url = this with { Host = decodedHost };
        return at < 0 ? url : url.WithUserInfo(authority[..at], out reason);
    }

    private Url? WithUserInfo(string userInfo, out string? reason)
    {
        reason = userInfo.All(c => char.IsAsciiLetterOrDigit(c) || "-._:~!$&'()*+,;=%@".Contains(c)) ? null : "net/url: invalid userinfo";
        var (user, password) = Cut(userInfo, ':');
        var decodedPassword = "";
        if (reason is not null
            || !UrlEscaping.TryUnescape(user, UrlPart.UserInfo, out var decodedUser, out reason)
            || !UrlEscaping.TryUnescape(password, UrlPart.UserInfo, out decodedPassword, out reason))
        {
            // The text at fault may be part of the password.
            reason = reason!.StartsWith("invalid URL escape", StringComparison.Ordinal) ? "invalid URL escape in userinfo" : reason;
            return null;
        }
        return this with { UserName = decodedUser, Password = userInfo.Contains(':') ? decodedPassword : null };
    }

    private static bool IsHostAndPort(string host, out string? reason)
    {
        var bracket = host.LastIndexOf(']');
        reason = host.StartsWith('[') && bracket < 0 ? "missing ']' in host" : null;
        var colon = host.StartsWith('[') ? bracket + 1 : host.LastIndexOf(':');
        if (reason is null && colon >= 0 && colon < host.Length
            && (host[colon] != ':' || host.AsSpan(colon + 1).IndexOfAnyExceptInRange('0', '9') >= 0))
        {
            reason = $"invalid port {UrlText.Quote(host[colon..])} after host";
        }
        return reason is null;
    }

    private Url? WithPath(string escaped, out string? reason) =>
        UrlEscaping.TryUnescape(escaped, UrlPart.Path, out var path, out reason)
            ? this with { Path = path, RawPath = string.Equals(UrlEscaping.Escape(path, UrlPart.Path), escaped, StringComparison.Ordinal) ? "" : escaped }
            : null;

    private Url WithEscapedPath(string escaped) => WithPath(escaped, out _) ?? this with { Path = escaped, RawPath = "" };

    private static (string Before, string After) Cut(string text, char separator) =>
        text.IndexOf(separator) is var at and >= 0 ? (text[..at], text[(at + 1)..]) : (text, "");
}
