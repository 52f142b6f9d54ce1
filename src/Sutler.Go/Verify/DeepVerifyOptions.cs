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

    /// <summary>Asked where go.sum and what is stored say nothing.</summary>
    public required ChecksumDatabase Database { get; init; }

    /// <summary>Told of modules begun and done, and of bytes of zips read.</summary>
    public required IDownloadObserver Observer { get; init; }

    /// <summary>How many modules are looked at at once, and how many threads work on one.</summary>
    public int Workers { get; init; } = System.Environment.ProcessorCount;
}
