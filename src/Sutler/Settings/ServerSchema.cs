using Sutler.Errors;
using Sutler.Go.Checksums;
using Sutler.Server;
using Sutler.Server.Listening;

namespace Sutler.Settings;

/// <summary>Every key of the <c>server</c> section; docs/reference/configuration.md and sutler.schema.json are checked against it.</summary>
internal static class ServerSchema
{
    private const long MostFetches = 100_000;
    private const long MostMilliseconds = 100L * 366 * 86_400_000;
    private const long MostBytes = 1L << 50;

    /// <summary>The keys in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new ServerSetting<ListenAddress?>("listen", new ListenForm(), s => s.Listen ?? ListenAddress.Default, (s, v) => s with { Listen = v })
        {
            Flag = "--listen",
            Meaning = "where to listen; port 0 takes any that is free, and other machines are let in only with TLS and a token",
        },
        new ServerSetting<string?>("data", new FileForm(), s => s.Data, (s, v) => s with { Data = v })
        {
            Flag = "--data",
            Meaning = "directory with what is kept; if none is named, sutler in the user's data directory",
        },
        new ServerSetting<string?>("upstream", new UpstreamForm(), s => s.Upstream, (s, v) => s with { Upstream = v })
        {
            Flag = "--upstream",
            Meaning = "where modules come from, in the form of GOPROXY, with groups such as https://a=95;https://b=5 that share the modules by weight; if nothing is named, GOPROXY itself",
        },
        new ServerSetting<IReadOnlyList<HeaderRoute>>(
            "upstreamRoutes", new ListForm<HeaderRoute>("HEADER: VALUE URL", RouteText.Parse), s => s.UpstreamRoutes, (s, v) => s with { UpstreamRoutes = v })
        {
            Meaning = "requests with such a header come from that member of a group in upstream, whatever its weight",
        },
        new ServerSetting<bool>("offline", new BooleanForm(), s => s.Offline, (s, v) => s with { Offline = v })
        {
            Flag = "--offline",
            Meaning = "whether only what is kept is served, and no source is asked",
        },
        File("tlsCert", "--tls-cert", s => s.TlsCertificate, (s, v) => s with { TlsCertificate = v }, "PEM file with the server's certificate, those that signed it behind it"),
        File("tlsKey", "--tls-key", s => s.TlsKey, (s, v) => s with { TlsKey = v }, "PEM file with the certificate's key"),
        File("tokenFile", "--token-file", s => s.TokenFile, (s, v) => s with { TokenFile = v }, "file with the token that clients must show"),
        File("adminTokenFile", "--admin-token-file", s => s.AdminTokenFile, (s, v) => s with { AdminTokenFile = v }, "file with the token that operators must show: for refresh, purge, prefetch and status"),
        new ServerSetting<string?>("webhookSecretFile", new FileForm(), s => s.WebhookSecretFile, (s, v) => s with { WebhookSecretFile = v })
        {
            Meaning = "file with the secret by which push events of GitHub, GitLab and Gitea are known",
        },
        new ServerSetting<string?>("accessLog", new LogForm(), s => s.AccessLog, (s, v) => s with { AccessLog = v })
        {
            Flag = "--access-log",
            Meaning = "file to which a line of JSON is added for each request; - is standard error",
        },
        new ServerSetting<IReadOnlyList<string>>(
            "sumdb", new ListForm<string>("checksum databases, each as in GOSUMDB", ParseDatabase), s => s.ChecksumDatabases, (s, v) => s with { ChecksumDatabases = v })
        {
            Meaning = "checksum databases to relay besides that of GOSUMDB: NAME+HASH+KEY, perhaps a blank and a URL behind it",
        },
        Time("maxUnused", s => s.MaxUnused, (s, v) => s with { MaxUnused = v }, "how long after its last use a file is kept; 0 is for ever"),
        Time("maxAge", s => s.MaxAge, (s, v) => s with { MaxAge = v }, "how long after it was first fetched a file is kept, used or not; 0 is for ever"),
        new ServerSetting<long>("maxBytes", QuantityForm.Bytes(0, MostBytes, 1), s => s.MaxBytes, (s, v) => s with { MaxBytes = v })
        {
            Unit = "bytes",
            Meaning = "how much is kept: what has been unused the longest goes first; 0 is without limit",
        },
        Count("upstreamConnections", 2, s => s.UpstreamConnections, (s, v) => s with { UpstreamConnections = v }, "connections to one source that speaks HTTP/1.1; zips take three of four at most"),
        Count("fetches", 1, s => s.Fetches, (s, v) => s with { Fetches = v }, "lists, .info and go.mod files that are fetched from proxies at a time"),
        Count("zipFetches", 1, s => s.ZipFetches, (s, v) => s with { ZipFetches = v }, "zips that are fetched from proxies at a time"),
        Count("directFetches", 1, s => s.DirectFetches, (s, v) => s with { DirectFetches = v }, "questions that version control answers at a time; each may be a clone"),
        Count("waitingFetches", 0, s => s.WaitingFetches, (s, v) => s with { WaitingFetches = v }, "fetches of each of these kinds that may wait; for more the server is busy (503)"),
    ];

    private static string ParseDatabase(string text)
    {
        try
        {
            return ChecksumDatabaseSettings.Parse(text) is null ? throw new FormatException("off is no checksum database") : text;
        }
        catch (SutlerException fault)
        {
            throw new FormatException(fault.Message, fault);
        }
    }

    private static ServerSetting<long> Time(string name, Func<ServerSettings, TimeSpan> get, Func<ServerSettings, TimeSpan, ServerSettings> set, string meaning) =>
        new(name, QuantityForm.LongTime(0, MostMilliseconds), s => (long)get(s).TotalMilliseconds, (s, v) => set(s, TimeSpan.FromMilliseconds(v))) { Unit = "ms", Meaning = meaning };

    private static ServerSetting<long> Count(string name, long least, Func<ServerSettings, int> get, Func<ServerSettings, int, ServerSettings> set, string meaning) =>
        new(name, QuantityForm.Count(least, MostFetches), s => get(s), (s, v) => set(s, (int)v)) { Meaning = meaning };

    private static ServerSetting<string?> File(string name, string flag, Func<ServerSettings, string?> get, Func<ServerSettings, string?, ServerSettings> set, string meaning) =>
        new(name, new FileForm(), get, set) { Flag = flag, Meaning = meaning };
}

/// <summary>A key of the <c>server</c> section.</summary>
internal sealed class ServerSetting<T>(string name, SettingForm<T> form, Func<ServerSettings, T> get, Func<ServerSettings, T, ServerSettings> set)
    : Setting<T>("server", name, form, values => get(values.Server), (values, value) => values with { Server = set(values.Server, value) });
