using System.Text;

namespace Sutler.Transfer.Http;

/// <summary>The request headers by which a client says who it is, mostly a single <c>Authorization</c>. Immutable.</summary>
/// <remarks><see cref="ToString"/> gives names only: printing one by accident is safe. Spec: AUTH-8.</remarks>
public sealed class CredentialHeaders : IEquatable<CredentialHeaders>
{
    // What a request is made of, and what speaks to the next hop alone, is never a credential's to say.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Accept-Encoding", "Connection", "Content-Length", "Expect", "Host", "If-Range", "Keep-Alive", "Proxy-Authorization",
        "Proxy-Connection", "Range", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    /// <summary>Takes headers in their order; those that frame a request (<c>Host</c>, <c>Range</c>, …) are left out.</summary>
    public CredentialHeaders(IEnumerable<(string Name, string Value)> headers) =>
        Headers = [.. headers.Where(header => !Reserved.Contains(header.Name))];

    /// <summary>Names and values; a name may come twice.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; }

    /// <summary>User and password as <c>Authorization: Basic</c>. Spec: AUTH-1.</summary>
    public static CredentialHeaders Basic(string user, string password) => new([("Authorization", BasicValue(user, password))]);

    /// <summary>The header value for a user and a password: RFC 7617.</summary>
    internal static string BasicValue(string user, string password) => "Basic " + Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"));

    /// <inheritdoc/>
    public bool Equals(CredentialHeaders? other) => other is not null && Headers.SequenceEqual(other.Headers);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as CredentialHeaders);

    /// <inheritdoc/>
    public override int GetHashCode() => Headers.Aggregate(Headers.Count, HashCode.Combine);

    /// <summary>The names.</summary>
    public override string ToString() => string.Join(", ", Headers.Select(header => header.Name));
}
