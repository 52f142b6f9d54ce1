using Sutler.Go.Cache;
using Sutler.Go.Direct;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.Transfer.Http;
using Sutler.Transfer.Retry;

namespace Sutler.Go.Doctor;

/// <summary>What a checkup may touch.</summary>
public sealed record CheckupWorld
{
    /// <summary>How long one probe may take, whatever the settings say: somebody waits for the answer.</summary>
    public static readonly TimeSpan ProbeLimit = TimeSpan.FromSeconds(10);

    /// <summary>go's settings.</summary>
    public required GoEnvironment Environment { get; init; }

    /// <summary>Where each comes from, by name.</summary>
    public required IReadOnlyDictionary<string, string> Origins { get; init; }

    /// <summary>How a download would reach its hosts.</summary>
    public required HttpFetcherOptions Http { get; init; }

    /// <summary>Reads files under the locks that their writers take, but waits for none of them.</summary>
    public LockedFiles Files => field ??= new LockedFiles(FileLocks.Unwaiting(Time, Held.Note));

    /// <summary><c>-modfile</c> of GOFLAGS; may be empty.</summary>
    public string ModFile { get; init; } = "";

    /// <summary><c>-overlay</c> of GOFLAGS; may be empty.</summary>
    public string Overlay { get; init; } = "";

    /// <summary>Gives modules straight from version control, whose discovery goes through the reader; it keeps nothing in the cache.</summary>
    public required Func<UrlReader, DirectModules> Direct { get; init; }

    /// <summary>Where the proxy is set that holds when no variable names one, such as <c>SUTLER_PROXY</c>; empty for nowhere.</summary>
    public string ProxyOrigin { get; init; } = "";

    /// <summary>When a transfer that broke is gone on with, as in a download.</summary>
    public RetryPolicy Retry { get; init; } = new();

    /// <summary>Whether the content of zips is left out.</summary>
    public bool IsQuick { get; init; }

    /// <summary>Takes secrets out of all that is told.</summary>
    public required SecretFilter Filter { get; init; }

    /// <summary>Says how much room there is where a directory is; null from it means unknown.</summary>
    public Func<string, FreeSpace?> Room { get; init; } = FileSystemRoom.Read;

    /// <summary>The locks that were not waited for.</summary>
    internal HeldLocks Held { get; } = new();

    /// <summary>The clock.</summary>
    public TimeProvider Time => Http.TimeProvider;

    /// <summary>Where everything in the cache is.</summary>
    public CacheLayout Layout => field ??= new CacheLayout(Environment.GoModCache);

    /// <summary>Where a setting of go's comes from.</summary>
    public string OriginOf(EnvironmentVariable variable) => Origins.GetValueOrDefault(variable.Name, "default");

    /// <summary>The nearest directory from <paramref name="path"/> upwards that exists; null when there is none, or no path.</summary>
    public static string? Existing(string path)
    {
        string? directory = path.Length == 0 ? null : path;
        while (directory is not null && !Directory.Exists(directory))
        {
            directory = Path.GetDirectoryName(directory);
        }

        return directory;
    }
}
