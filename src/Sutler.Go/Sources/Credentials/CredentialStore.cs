using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Sources.Credentials;

/// <summary>Credentials by what URLs begin with, for one run. Thread-safe. Spec: AUTH-4.</summary>
/// <remarks>
/// A prefix is host and port, with or without a path; it holds for whole elements of a path. Go 1.24 means the same and says so in its help,
/// but tries the whole URL and its host only; later releases do as we do.
/// </remarks>
internal sealed class CredentialStore
{
    private readonly Lock _lock = new();

    private volatile Dictionary<string, CredentialHeaders> _byPrefix = new(StringComparer.Ordinal);

    /// <summary>The credentials of the longest prefix, or null. A URL that brings its own user is nobody else's.</summary>
    public CredentialHeaders? Find(Url url)
    {
        var known = _byPrefix;
        if (known.Count == 0 || url.UserName is not null)
        {
            return null;
        }

        var prefix = (url.Host + url.EscapedPath).TrimEnd('/');
        while (true)
        {
            if (known.TryGetValue(prefix, out var found))
            {
                return found;
            }

            var slash = prefix.LastIndexOf('/');
            if (slash < 0)
            {
                return null;
            }

            prefix = prefix[..slash];
        }
    }

    /// <summary>Takes all of it in at once, the later before the earlier; no headers forget what was known.</summary>
    public void Apply(IReadOnlyList<PrefixCredentials> news)
    {
        if (news.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            var next = new Dictionary<string, CredentialHeaders>(_byPrefix, StringComparer.Ordinal);
            foreach (var (prefix, headers) in news)
            {
                var key = KeyOf(prefix);
                next.Remove(key);
                if (headers is { Headers.Count: > 0 })
                {
                    next.Add(key, headers);
                }
            }

            _byPrefix = next;
        }
    }

    private static string KeyOf(string prefix)
    {
        const string Scheme = "https://";
        var key = prefix.StartsWith(Scheme, StringComparison.Ordinal) ? prefix[Scheme.Length..] : prefix;
        return key.EndsWith('/') ? key[..^1] : key;
    }
}
