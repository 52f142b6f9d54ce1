namespace Sutler.Transfer.Urls;

/// <summary>The parts of a query, and which of them are not for people. Pure.</summary>
internal static class UrlQuery
{
    private const string Hidden = "xxxxx";

    private static readonly string[] SecretEndings = ["token", "key", "secret", "password", "passwd", "signature", "sig", "credential"];

    /// <summary>Names and values as written; a part without <c>=</c> is a name.</summary>
    public static IEnumerable<(string Name, string Value)> Pairs(string query) =>
        query.Split('&').Select(part => part.IndexOf('=') is >= 0 and var at ? (part[..at], part[(at + 1)..]) : (part, ""));

    /// <summary>Whether a name is one under which secrets are sent: <c>token</c>, <c>api_key</c>, <c>X-Amz-Signature</c>.</summary>
    public static bool IsSecret(string name) => Array.Exists(SecretEndings, ending => name.EndsWith(ending, StringComparison.OrdinalIgnoreCase));

    /// <summary>The query with such values shown as <c>xxxxx</c>.</summary>
    public static string Redact(string query) => query.Contains('=') && Pairs(query).Any(pair => pair.Value.Length > 0 && IsSecret(pair.Name))
        ? string.Join('&', query.Split('&').Select(part => part.IndexOf('=') is >= 0 and var at && at + 1 < part.Length && IsSecret(part[..at]) ? part[..(at + 1)] + Hidden : part))
        : query;
}
