using System.Buffers;
using System.Text;
using Sutler.Errors;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources.Credentials;

/// <summary>What a GOAUTH command writes: lines with URLs, an empty line, lines with headers, an empty line, and so on. Spec: AUTH-5.</summary>
public static class GoAuthOutput
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>
    /// The credentials in their order, or <see cref="SutlerException"/> with go's reason. It never repeats a line that does not begin as a URL does:
    /// that may well be the secret itself.
    /// </summary>
    public static IReadOnlyList<PrefixCredentials> Parse(ReadOnlySpan<byte> output)
    {
        var found = new List<PrefixCredentials>();
        // One character a byte: header values go out as they came in.
        var lines = new LineReader(Encoding.Latin1.GetString(output));
        while (!lines.IsAtEnd)
        {
            var urls = new List<string>();
            while (lines.Next("URLs") is { Length: > 0 } line)
            {
                urls.Add(ParseUrl(line));
            }

            var headers = new List<(string Name, string Value)>();
            while (lines.Next("headers") is { Length: > 0 } line)
            {
                headers.Add(ParseHeader(line));
            }

            found.AddRange(urls.Select(url => new PrefixCredentials(url, new CredentialHeaders(headers))));
        }

        return found;
    }

    private static string ParseUrl(string line)
    {
        var text = Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(line));
        // In Go's reading of a request URI a '#' is a part of the path like any other.
        var escaped = text.Replace("#", "%23", StringComparison.Ordinal);
        if (!Url.TryParse(escaped, out var url, out var error))
        {
            throw new SutlerException($"could not parse URL{Shown(text)}: {(IsUrlLike(text) ? error.Reason : "invalid URI for request")}");
        }

        if (url.Scheme.Length == 0 && !text.StartsWith('/'))
        {
            throw new SutlerException($"could not parse URL{Shown(text)}: invalid URI for request");
        }

        return url.Secret;
    }

    private static string Shown(string text) => IsUrlLike(text) ? " " + Url.RedactUnparsed(text) : "";

    private static bool IsUrlLike(string text) => text.StartsWith("https://", StringComparison.Ordinal) && !text.Any(c => char.IsControl(c) || c is ' ');

    private static (string Name, string Value) ParseHeader(string line)
    {
        var colon = line.IndexOf(": ", StringComparison.Ordinal);
        var name = colon < 0 ? "" : line[..colon];
        var value = colon < 0 ? "" : line[(colon + 2)..].Trim(' ', '\t', '\r', '\n', '\v', '\f');
        return name.Length == 0 || name.AsSpan().ContainsAnyExcept(TokenCharacters) || value.Any(c => c is (< ' ' and not '\t') or '\x7f')
            ? throw new SutlerException("invalid format: invalid header line")
            : (name, value);
    }

    private sealed class LineReader(string text)
    {
        private int _at;

        public bool IsAtEnd => _at == text.Length;

        public string Next(string what)
        {
            var end = text.IndexOf('\n', _at);
            if (end < 0)
            {
                throw new SutlerException($"invalid format: missing empty line after {what}");
            }

            var line = text[_at..end];
            _at = end + 1;
            return line;
        }
    }
}
