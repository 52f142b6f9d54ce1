using Sutler.Errors;
using Sutler.Progress;
using Sutler.Transfer.Http;
using Sutler.Transfer.Urls;

namespace Sutler.Settings;

/// <summary>Every key of the <c>client</c> section; docs/reference/configuration.md and sutler.schema.json are checked against it.</summary>
internal static class ClientSchema
{
    private const long Day = 86_400_000;

    /// <summary>The keys in the order in which they are shown.</summary>
    public static IReadOnlyList<Setting> All { get; } =
    [
        new ClientSetting<Url?>("proxy", new ProxyForm(), s => s.Proxy, (s, v) => s with { Proxy = v })
        {
            Meaning = "HTTP proxy to go through when neither HTTP_PROXY nor HTTPS_PROXY is set",
        },
        new ClientSetting<IReadOnlyList<string>>("noProxy", new ListForm<string>("hosts, as in NO_PROXY", s => s), s => s.NoProxy, (s, v) => s with { NoProxy = v })
        {
            Meaning = "hosts to reach without proxy when NO_PROXY is not set, by the rules of NO_PROXY",
        },
        Time("timeout", 1, s => s.Timeout, (s, v) => s with { Timeout = v }, "longest silence while a file is received; any byte starts it anew"),
        Time("connectTimeout", 1, s => s.ConnectTimeout, (s, v) => s with { ConnectTimeout = v }, "longest wait for a connection"),
        Time("headerTimeout", 1, s => s.HeaderTimeout, (s, v) => s with { HeaderTimeout = v }, "longest wait for an answer to begin; a proxy may have to clone a repository first"),
        Count("retries", 0, 100, s => s.Retries, (s, v) => s with { Retries = v }, "attempts that may follow one that failed without progress; 0 for none"),
        Time("retryBudget", 1, s => s.RetryBudget, (s, v) => s with { RetryBudget = v }, "time after the first attempt at something in which others may begin"),
        Count("connections", 1, 256, s => s.Connections, (s, v) => s with { Connections = v }, "connections to one host that speaks HTTP/1.1"),
        Count("streams", 1, 1000, s => s.Streams, (s, v) => s with { Streams = v }, "requests at a time to one host that speaks HTTP/2; the server may allow fewer"),
        Count("connectionsTotal", 1, 4096, s => s.ConnectionsTotal, (s, v) => s with { ConnectionsTotal = v }, "requests at a time to all hosts together"),
        new ClientSetting<long>("chunkSize", QuantityForm.Bytes(1 << 20, 1 << 30, 1 << 20), s => s.ChunkSize, (s, v) => s with { ChunkSize = v })
        {
            Unit = "bytes",
            Meaning = "size of the ranges in which a large file is fetched",
        },
        Count("ranges", 0, 64, s => s.Ranges, (s, v) => s with { Ranges = v }, "requests for ranges of one large file beside its first; 0 for none"),
        new ClientSetting<long>("bandwidth", QuantityForm.Rate(0, 1_000_000_000_000), s => s.Bandwidth, (s, v) => s with { Bandwidth = v })
        {
            Unit = "bytes/s",
            Meaning = "limit on what all downloads together receive; 0 for none",
        },
        new ClientSetting<string?>("caFile", new FileForm(), s => s.CaFile, (s, v) => s with { CaFile = v })
        {
            Meaning = "PEM file with certificate authorities to trust in addition to the system's (or to those of SSL_CERT_FILE)",
        },
        new ClientSetting<bool>("strictSSL", new BooleanForm(), s => s.StrictSsl, (s, v) => s with { StrictSsl = v })
        {
            Meaning = "whether every https host must prove who it is; false, which needs insecureHosts, exempts those",
        },
        new ClientSetting<IReadOnlyList<HostPattern>>(
            "insecureHosts", new ListForm<HostPattern>("host names, each with or without :port", ParseHost), s => s.InsecureHosts, (s, v) => s with { InsecureHosts = v })
        {
            Meaning = "hosts whose certificates are not checked while strictSSL is false; they never get credentials",
        },
        new ClientSetting<ProgressMode>("progress", ProgressWords, s => s.Progress, (s, v) => s with { Progress = v })
        {
            Flag = "-progress",
            Meaning = "how mod download shows progress: auto is a bar on a terminal, plain lines where CI is set, else nothing",
        },
    ];

    /// <summary>The words of <see cref="ProgressMode"/>.</summary>
    public static ChoiceForm<ProgressMode> ProgressWords =>
        new(("auto", ProgressMode.Auto), ("bar", ProgressMode.Bar), ("plain", ProgressMode.Plain), ("json", ProgressMode.Json), ("off", ProgressMode.Off));

    private static ClientSetting<long> Count(string name, long least, long most, Func<ClientSettings, int> get, Func<ClientSettings, int, ClientSettings> set, string meaning) =>
        new(name, QuantityForm.Count(least, most), s => get(s), (s, v) => set(s, (int)v)) { Meaning = meaning };

    private static ClientSetting<long> Time(string name, long least, Func<ClientSettings, TimeSpan> get, Func<ClientSettings, TimeSpan, ClientSettings> set, string meaning) =>
        new(name, QuantityForm.Milliseconds(least, Day), s => (long)get(s).TotalMilliseconds, (s, v) => set(s, TimeSpan.FromMilliseconds(v))) { Unit = "ms", Meaning = meaning };

    private static HostPattern ParseHost(string text) =>
        HostPattern.TryParse(text, out var host, out var error) ? host : throw new FormatException($"\"{text}\": {error}");
}

/// <summary>A key of the <c>client</c> section.</summary>
internal sealed class ClientSetting<T>(string name, SettingForm<T> form, Func<ClientSettings, T> get, Func<ClientSettings, T, ClientSettings> set)
    : Setting<T>("client", name, form, values => get(values.Client), (values, value) => values with { Client = set(values.Client, value) });
