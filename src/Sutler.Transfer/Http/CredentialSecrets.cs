using System.Text;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>What of credentials must not be shown, in the forms in which a server could repeat it. Pure.</summary>
public static class CredentialSecrets
{
    private const string Hidden = "xxxxx";

    // What is shorter would hide half of every text.
    private const int Shortest = 4;

    /// <summary>The value of a header, what follows its scheme, and of a Basic one the password and both together.</summary>
    public static IEnumerable<string> Of(string headerValue)
    {
        yield return headerValue;
        var space = headerValue.IndexOf(' ');
        if (space < 0)
        {
            yield break;
        }

        var rest = headerValue[(space + 1)..].Trim();
        yield return rest;
        if (headerValue.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) && Decoded(rest) is { } pair)
        {
            yield return pair;
            yield return pair[(pair.IndexOf(':') + 1)..];
        }
    }

    /// <summary>Of a URL the password, or the user without one, in every form, and what its query says under a name for secrets.</summary>
    public static IEnumerable<string> Of(Url url)
    {
        if (url.UserName is { } user)
        {
            var secret = url.Password ?? user;
            yield return secret;
            yield return Uri.EscapeDataString(secret);
            foreach (var form in Of(CredentialHeaders.BasicValue(user, url.Password ?? "")).Skip(1))
            {
                yield return form;
            }
        }

        foreach (var (_, value) in UrlQuery.Pairs(url.Query).Where(pair => UrlQuery.IsSecret(pair.Name)))
        {
            yield return value;
            yield return Uri.UnescapeDataString(value);
        }
    }

    /// <summary>A text from a server without what it was told in confidence.</summary>
    public static string Mask(string text, IEnumerable<string> secrets) => secrets
        .Where(secret => secret.Length >= Shortest)
        .OrderByDescending(secret => secret.Length)
        .Aggregate(text, (clean, secret) => clean.Replace(secret, Hidden, StringComparison.Ordinal));

    private static string? Decoded(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
