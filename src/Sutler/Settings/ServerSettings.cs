using Sutler.Server;
using Sutler.Server.Listening;

namespace Sutler.Settings;

/// <summary>How <c>sutler serve</c> answers: the <c>server</c> section of <see cref="SettingsReader"/>'s sources. The values here are the defaults.</summary>
/// <remarks>docs/reference/configuration.md explains each; <see cref="ServerSchema"/> says how it is written.</remarks>
internal sealed record ServerSettings
{
    /// <summary>All as it comes. One for all: most runs serve nothing.</summary>
    public static ServerSettings Default { get; } = new();

    /// <summary>Where to listen; null for the default.</summary>
    public ListenAddress? Listen { get; init; }

    /// <summary>Directory with what is kept; null for the platform's place.</summary>
    public string? Data { get; init; }

    /// <summary>Where modules come from, in the form of an <see cref="Go.Sources.UpstreamList"/>; null for GOPROXY itself.</summary>
    public string? Upstream { get; init; }

    /// <summary>Requests that come from a source of their own.</summary>
    public IReadOnlyList<HeaderRoute> UpstreamRoutes { get; init; } = [];

    /// <summary>Whether no source is asked.</summary>
    public bool Offline { get; init; }

    /// <summary>PEM file with the server's certificate.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file with its key.</summary>
    public string? TlsKey { get; init; }

    /// <summary>File with the token that clients must show.</summary>
    public string? TokenFile { get; init; }

    /// <summary>File with the token that operators must show.</summary>
    public string? AdminTokenFile { get; init; }

    /// <summary>File with the secret by which events of hosting services are known.</summary>
    public string? WebhookSecretFile { get; init; }

    /// <summary>File with a line for each request; <c>-</c> for standard error.</summary>
    public string? AccessLog { get; init; }

    /// <summary>Connections to one source that speaks HTTP/1.1.</summary>
    public int UpstreamConnections { get; init; } = 32;

    /// <summary>Lists, <c>.info</c> and go.mod files that are fetched from proxies at a time.</summary>
    public int Fetches { get; init; } = 64;

    /// <summary>Zips that are fetched from proxies at a time.</summary>
    public int ZipFetches { get; init; } = 24;

    /// <summary>Questions that version control answers at a time.</summary>
    public int DirectFetches { get; init; } = 8;

    /// <summary>Fetches of each kind that may wait.</summary>
    public int WaitingFetches { get; init; } = 2000;

    /// <summary>How long after its last use a file is kept; zero for ever.</summary>
    public TimeSpan MaxUnused { get; init; }

    /// <summary>How long after it was first fetched a file is kept, used or not; zero for ever.</summary>
    public TimeSpan MaxAge { get; init; }

    /// <summary>Bytes of files that are kept; 0 for no limit.</summary>
    public long MaxBytes { get; init; }

    /// <summary>Checksum databases to relay besides that of GOSUMDB, in its form.</summary>
    public IReadOnlyList<string> ChecksumDatabases { get; init; } = [];
}
