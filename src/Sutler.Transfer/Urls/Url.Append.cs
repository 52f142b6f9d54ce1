using System.Globalization;

namespace Sutler.Transfer.Urls;

/// <content>Plain joining, and what the name of a checksum database is checked for.</content>
public sealed partial record Url
{
    /// <summary>Whether there is nothing but scheme, host and a path in its usual encoding. Spec: SUMDB-2.</summary>
    public bool IsHostAndPath => Host.Length > 0 && UserName is null && Opaque.Length == 0 && Query.Length == 0
        && Fragment.Length == 0 && RawPath.Length == 0 && !OmitsHost && !ForcesQuery;

    /// <summary>The same URL with <paramref name="path"/> behind its path, one slash between them and nothing resolved.</summary>
    /// <remarks>
    /// The path is taken as a possible encoding too, so on a base without a path <c>!azure</c> travels as written, on one with a
    /// path as <c>%21azure</c>: that is how the go command asks a checksum database.
    /// </remarks>
    public Url Append(string path)
    {
        var relative = path.StartsWith('/') ? path[1..] : path;
        return this with { Path = TrimSlash(Path) + "/" + relative, RawPath = TrimSlash(RawPath) + "/" + relative };
    }

    /// <summary>Every part by name, as Go prints the structure in errors about a database's name; no password is hidden.</summary>
    public string ToParts() => string.Create(
        CultureInfo.InvariantCulture,
        $"{{Scheme:{Scheme} Opaque:{Opaque} User:{UserParts} Host:{Host} Path:{Path} RawPath:{RawPath} OmitHost:{Go(OmitsHost)} ForceQuery:{Go(ForcesQuery)} RawQuery:{Query} Fragment:{Fragment} RawFragment:}}");

    private string UserParts => UserName is null ? "" : Password is null ? UserName : UserName + ":" + Password;

    private static string Go(bool value) => value ? "true" : "false";
}
