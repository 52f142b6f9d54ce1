using Sutler.CommandLine;
using Sutler.Errors;
using Sutler.Go.Sources;
using Sutler.Server;
using Sutler.Server.Listening;
using Sutler.Settings;
using Sutler.Storage.Retention;

namespace Sutler.Serving;

/// <summary>What <c>sutler serve</c> was told, by flags over settings.</summary>
internal sealed record ServeOptions
{
    /// <summary>Where to listen.</summary>
    public required ListenAddress Listen { get; init; }

    /// <summary>Absolute path of the directory to serve as it is; null to serve what is fetched and kept.</summary>
    public string? From { get; init; }

    /// <summary>Absolute path of the directory with what is kept; null for the platform's place.</summary>
    public string? Data { get; init; }

    /// <summary>Where modules come from; null for GOPROXY.</summary>
    public string? Upstream { get; init; }

    /// <summary>Requests that come from a source of their own.</summary>
    public IReadOnlyList<HeaderRoute> UpstreamRoutes { get; init; } = [];

    /// <summary>Whether no source is asked.</summary>
    public bool Offline { get; init; }

    /// <summary>Checksum databases to relay besides that of GOSUMDB.</summary>
    public IReadOnlyList<string> ChecksumDatabases { get; init; } = [];

    /// <summary>What of that which is kept goes, and when.</summary>
    public RetentionPolicy Retention { get; init; } = new();

    /// <summary>Whether only to say what would go, and to end.</summary>
    public bool ShowsRetention { get; init; }

    /// <summary>Connections to one source that speaks HTTP/1.1.</summary>
    public int UpstreamConnections { get; init; } = 32;

    /// <summary>How much is fetched at a time: small files and zips from proxies, anything from version control, and how much of each may wait.</summary>
    public (int Small, int Zips, int Direct, int Waiting) Fetches { get; init; } = (64, 24, 8, 2000);

    /// <summary>Whether strangers on the network may read everything, over connections that anybody on the way may read and change.</summary>
    public bool InsecurePublic { get; init; }

    /// <summary>PEM file with the server's certificate; null for plain HTTP.</summary>
    public string? TlsCertificate { get; init; }

    /// <summary>PEM file with its key.</summary>
    public string? TlsKey { get; init; }

    /// <summary>File with the token that clients must show.</summary>
    public string? TokenFile { get; init; }

    /// <summary>File with the token that operators must show.</summary>
    public string? AdminTokenFile { get; init; }

    /// <summary>File with the secret by which events of hosting services are known.</summary>
    public string? WebhookSecretFile { get; init; }

    /// <summary>File to which a line is added for each request; <c>-</c> for standard error.</summary>
    public string? AccessLog { get; init; }

    /// <summary>What the settings say.</summary>
    public static ServeOptions Of(ServerSettings settings) => new()
    {
        Listen = settings.Listen ?? ListenAddress.Default,
        Data = settings.Data,
        Upstream = settings.Upstream,
        UpstreamRoutes = settings.UpstreamRoutes,
        Offline = settings.Offline,
        ChecksumDatabases = settings.ChecksumDatabases,
        TlsCertificate = settings.TlsCertificate,
        TlsKey = settings.TlsKey,
        TokenFile = settings.TokenFile,
        AdminTokenFile = settings.AdminTokenFile,
        WebhookSecretFile = settings.WebhookSecretFile,
        AccessLog = settings.AccessLog,
        UpstreamConnections = settings.UpstreamConnections,
        Retention = new RetentionPolicy
        {
            MaxIdle = settings.MaxUnused > TimeSpan.Zero ? settings.MaxUnused : null,
            MaxAge = settings.MaxAge > TimeSpan.Zero ? settings.MaxAge : null,
            MaxBytes = settings.MaxBytes > 0 ? settings.MaxBytes : null,
        },
        Fetches = (settings.Fetches, settings.ZipFetches, settings.DirectFetches, settings.WaitingFetches),
    };

    /// <summary>Refuses what does not go together, or would let more people in than is likely to be meant.</summary>
    public void Check()
    {
        if (ShowsRetention && (From is not null || Retention.IsUnlimited))
        {
            throw CommandLookup.Misuse(
                From is not null ? "sutler serve: --from keeps nothing, so there is nothing that --retention-dry-run could show"
                    : "sutler serve: --retention-dry-run: nothing limits what is kept: set server.maxUnused, server.maxAge or server.maxBytes",
                "sutler help serve");
        }

        if (From is not null && Offline)
        {
            throw CommandLookup.Misuse("sutler serve: --from serves a directory as it is and asks no source: --offline has nothing to say there", "sutler help serve");
        }

        if (UpstreamRoutes.FirstOrDefault(route => Upstream is null || !UpstreamList.Parse(Upstream).HasMember(route.Source)) is { } astray)
        {
            throw CommandLookup.Misuse($"sutler serve: a route (upstreamRoutes) leads to {astray.Source}, which is in no group of upstream: add it there, with weight 0 if nothing else comes from it", "sutler help serve");
        }

        if (TlsCertificate is null != TlsKey is null)
        {
            throw CommandLookup.Misuse("sutler serve: --tls-cert and --tls-key (tlsCert, tlsKey) go together: one has the certificate, the other its key", "sutler help serve");
        }

        if (!Listen.IsLoopback && !InsecurePublic && (TlsCertificate is null || TokenFile is null))
        {
            var missing = (TlsCertificate, TokenFile) switch
            {
                (null, null) => "neither TLS nor a token: anybody there could read what is private, and change what is read",
                (null, _) => "a token but no TLS: anybody on the way could read the token, and change what is read",
                _ => "TLS but no token: anybody who can reach it could read what is private",
            };
            throw new FatalException($"sutler: serve: {Listen} can be reached by other machines, and there is {missing}")
            {
                ExitCode = ExitCodes.Usage,
                Hint = "add --tls-cert, --tls-key and --token-file, or --insecure-public if that is what you want",
            };
        }
    }
}
