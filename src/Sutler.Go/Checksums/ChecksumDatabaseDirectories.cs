using Sutler.Go.Environment;

namespace Sutler.Go.Checksums;

/// <summary>Where the checksum database's files are, in go's own layout.</summary>
/// <remarks>
/// <code>
/// $GOMODCACHE/cache/download/sumdb/&lt;name&gt;/lookup/&lt;path&gt;@&lt;version&gt;   proven answers
/// $GOMODCACHE/cache/download/sumdb/&lt;name&gt;/tile/8/…               proven tiles
/// &lt;first of GOPATH&gt;/pkg/sumdb/&lt;name&gt;/latest                   newest signed tree head
/// </code>
/// The head is no cache: it survives <c>go clean -modcache</c>, or a server could forget what it has signed.
/// Spec: SDCACHE-1, SDCACHE-2, LOC-2.
/// </remarks>
public sealed record ChecksumDatabaseDirectories
{
    /// <summary>Directory of answers and tiles.</summary>
    public required string Cache { get; init; }

    /// <summary>Directory of tree heads, or null when there is no GOPATH.</summary>
    public required string? Heads { get; init; }

    /// <summary>Why there is no <see cref="Heads"/>, in the go command's words; may be empty.</summary>
    public string HeadsMissing { get; init; } = "";

    /// <summary>The directories that the environment asks for.</summary>
    public static ChecksumDatabaseDirectories Of(GoEnvironment environment)
    {
        var first = environment.GoPath.Split(Path.PathSeparator)[0];
        return new ChecksumDatabaseDirectories
        {
            Cache = Path.Join(environment.GoModCache, "cache", "download", "sumdb"),
            Heads = first.Length == 0 ? null : Path.Join(first, "pkg", "sumdb"),
            HeadsMissing = environment.GoPath.Length > 0 ? "" : WhyNoGoPath(environment),
        };
    }

    private static string WhyNoGoPath(GoEnvironment environment)
    {
        var home = OperatingSystem.IsWindows() ? "USERPROFILE" : "HOME";
        return environment.Variables.TryGetValue(home, out var value) && value.Length > 0
            ? "cannot set GOROOT as GOPATH"
            : home + " is not set";
    }
}
