using Sutler.Errors;
using Sutler.GoModules;

namespace Sutler.Go.Queries;

/// <summary>The module exists, but none of its allowed versions answers the query.</summary>
/// <remarks>Never <see cref="SutlerException.IsNotExist"/>: the source has answered, and the next one is not asked. Spec: QUERY-12.</remarks>
public sealed class NoMatchingVersionException : SutlerException
{
    /// <summary>Creates the failure of <paramref name="query"/>; <paramref name="current"/> is told for <c>upgrade</c> and <c>patch</c>.</summary>
    public NoMatchingVersionException(string query, string current)
        : base($"no matching versions for query {GoQuoting.Quote(query)}" + Suffix(query, current))
    {
    }

    private static string Suffix(string query, string current) =>
        query is "upgrade" or "patch" && current is not ("" or "none") ? $" (current version is {current})" : "";
}
