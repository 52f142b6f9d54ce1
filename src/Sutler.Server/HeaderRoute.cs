using Microsoft.AspNetCore.Http;

namespace Sutler.Server;

/// <summary>A header by which requests name a source of their own. ADR 24.</summary>
/// <param name="Name">The header, whatever its capitals.</param>
/// <param name="Value">What it must say, to the letter.</param>
/// <param name="Source">The source, as <c>RequestTerms.Route</c> names it.</param>
public sealed record HeaderRoute(string Name, string Value, string Source)
{
    /// <summary>As settings write it.</summary>
    public override string ToString() => $"{Name}: {Value} {Source}";

    /// <summary>Whether a request has the header.</summary>
    internal bool Fits(IHeaderDictionary headers) => headers.TryGetValue(Name, out var values) && values.Contains(Value);
}
