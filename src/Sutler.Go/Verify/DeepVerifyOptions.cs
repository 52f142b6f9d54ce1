using Sutler.Go.Cache;
using Sutler.Go.Checksums;
using Sutler.Go.Download;
using Sutler.Go.Environment;

namespace Sutler.Go.Verify;

/// <summary>What a deep verification works with.</summary>
public sealed record DeepVerifyOptions
{
    /// <summary>The cache.</summary>
    public required CacheLayout Layout { get; init; }

    /// <summary>GOSUMDB, GONOSUMDB, GOPROXY, GOPATH.</summary>
    public required GoEnvironment Environment { get; init; }

    /// <summary>go.sum.</summary>
    public required VerifySums Sums { get; init; }

    /// <summary>Asked where what is stored proves nothing.</summary>
    public required ChecksumDatabase Database { get; init; }

    /// <summary>Whether the database is asked for what go.sum has a line for, too: the line may be what was tampered with.</summary>
    public bool AsksBeyondSums { get; init; } = true;

    /// <summary>Told of modules begun and done, and of bytes of zips read.</summary>
    public required IDownloadObserver Observer { get; init; }

    /// <summary>How many modules are looked at at once, and how many threads work on one.</summary>
    public int Workers { get; init; } = System.Environment.ProcessorCount;
}
