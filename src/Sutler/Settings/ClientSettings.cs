using System.Security.Cryptography.X509Certificates;
using Sutler.Progress;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Settings;

/// <summary>How this program downloads: the <c>client</c> section of <see cref="SettingsReader"/>'s sources. The values here are the defaults.</summary>
/// <remarks>docs/reference/configuration.md explains each; <see cref="ClientSchema"/> says how it is written.</remarks>
internal sealed record ClientSettings
{
    /// <summary>The HTTP proxy to go through when HTTP_PROXY and HTTPS_PROXY are not set.</summary>
    public Url? Proxy { get; init; }

    /// <summary>Hosts reached directly when NO_PROXY is not set, in its form.</summary>
    public IReadOnlyList<string> NoProxy { get; init; } = [];

    /// <summary>Longest silence while a body is read.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Longest wait for a connection.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest wait for the headers of an answer.</summary>
    public TimeSpan HeaderTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>Attempts that may follow one that failed; 0 for none.</summary>
    public int Retries { get; init; } = 5;

    /// <summary>From its first attempt on an operation may take so long before no other is started.</summary>
    public TimeSpan RetryBudget { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>Connections to one host that speaks HTTP/1.1.</summary>
    public int Connections { get; init; } = 6;

    /// <summary>Requests in flight to one host that speaks HTTP/2.</summary>
    public int Streams { get; init; } = 100;

    /// <summary>Requests in flight to all hosts together.</summary>
    public int ConnectionsTotal { get; init; } = 128;

    /// <summary>Bytes of a range of a large file that is fetched in ranges; a multiple of 1 MiB.</summary>
    public long ChunkSize { get; init; } = 8 << 20;

    /// <summary>Requests for ranges of one large file beside its first; 0 for none.</summary>
    public int Ranges { get; init; } = 4;

    /// <summary>Bytes a second over all downloads; 0 for no limit.</summary>
    public long Bandwidth { get; init; }

    /// <summary>Absolute name of a PEM file with roots to trust beside the system's.</summary>
    public string? CaFile { get; init; }

    /// <summary>What <see cref="CaFile"/> holds.</summary>
    public X509Certificate2Collection AdditionalRoots { get; init; } = [];

    /// <summary>Whether every host must prove who it is; when not, those in <see cref="InsecureHosts"/> need not.</summary>
    public bool StrictSsl { get; init; } = true;

    /// <summary>Hosts whose certificates are not checked while <see cref="StrictSsl"/> is off.</summary>
    public IReadOnlyList<HostPattern> InsecureHosts { get; init; } = [];

    /// <summary>How progress is shown where no flag says.</summary>
    public ProgressMode Progress { get; init; }
}
