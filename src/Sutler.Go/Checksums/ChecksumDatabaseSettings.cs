using Sutler.Errors;
using Sutler.GoModules.TransparencyLog;
using Sutler.Transfer.Urls;

namespace Sutler.Go.Checksums;

/// <summary>What GOSUMDB says: whom to believe and where to ask.</summary>
public sealed record ChecksumDatabaseSettings
{
    private const string DefaultName = "sum.golang.org";
    private const string DefaultKey = DefaultName + "+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8";
    private const string MirrorName = "sum.golang.google.cn";

    private ChecksumDatabaseSettings(VerifierKey key, Url direct, Url? explicitUrl) =>
        (Key, Direct, ExplicitUrl) = (key, direct, explicitUrl);

    /// <summary>The key that signs the database's tree heads.</summary>
    public VerifierKey Key { get; }

    /// <summary>The database's name, such as <c>sum.golang.org</c>; may hold slashes.</summary>
    public string Name => Key.Name;

    /// <summary>Where the database itself is: <c>https://</c> and its name.</summary>
    public Url Direct { get; }

    /// <summary>The URL given in GOSUMDB, which excludes all others; null when none is given.</summary>
    public Url? ExplicitUrl { get; }

    /// <summary>
    /// Parses a name, a verifier key, or one of them and a URL; null for <c>off</c>. Any other text throws
    /// <see cref="SutlerException"/> with the go command's words. Spec: SUMDB-1, SUMDB-2.
    /// </summary>
    public static ChecksumDatabaseSettings? Parse(string gosumdb)
    {
        if (gosumdb == "off")
        {
            return null;
        }

        // The mirror inside mainland China serves the same database.
        var fields = gosumdb == MirrorName
            ? [DefaultName, "https://" + MirrorName]
            : gosumdb.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return fields.Length switch
        {
            0 => throw new SutlerException("missing GOSUMDB"),
            1 => Create(fields[0], null),
            2 => Create(fields[0], fields[1]),
            _ => throw new SutlerException("invalid GOSUMDB: too many fields"),
        };
    }

    private static ChecksumDatabaseSettings Create(string nameOrKey, string? url)
    {
        if (!VerifierKey.TryParse(nameOrKey == DefaultName ? DefaultKey : nameOrKey, out var key, out var error))
        {
            throw new SutlerException("invalid GOSUMDB: " + error);
        }

        // The name becomes part of URLs and of file names.
        var isUrl = Url.TryParse("https://" + key.Name, out var direct, out _);
        if (!isUrl || key.Name.EndsWith('/') || !direct!.IsHostAndPath || LeavesItsDirectory(key.Name))
        {
            throw new SutlerException($"invalid sumdb name (must be host[/path]): {key.Name} {direct?.ToParts()}".TrimEnd());
        }

        if (url is null)
        {
            return new ChecksumDatabaseSettings(key, direct, null);
        }

        return Url.TryParse(url, out var explicitUrl, out error)
            ? new ChecksumDatabaseSettings(key, direct, explicitUrl)
            : throw new SutlerException("invalid GOSUMDB URL: " + error);
    }

    // The go command takes host/../x and then writes outside the database's own directory.
    private static bool LeavesItsDirectory(string name) => name.Split('/', '\\').Any(element => element is "." or "..");
}
