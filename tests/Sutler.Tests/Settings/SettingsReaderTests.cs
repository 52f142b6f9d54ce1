using Sutler.Progress;
using Sutler.Settings;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Settings;

public sealed class SettingsReaderTests : IDisposable
{
    private readonly SettingsRun _run = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => _run.Dispose();

    [Fact]
    public void Has_the_documented_defaults_when_nobody_says_anything()
    {
        var settings = _run.Read();
        Assert.Equal((_run.UserFile, false), (settings.File, settings.FileExists));
        Assert.Equal(new ClientSettings().ToString(), settings.Client.ToString());
        Assert.All(ClientSchema.All, setting => Assert.IsType<SettingOrigin.Default>(settings.OriginOf(setting)));
    }

    [Fact]
    public void Reads_every_key_from_the_file()
    {
        var authority = Authority();
        var settings = _run.Read($$"""
            {
              "$schema": "https://example.com/schema.json",
              // comments are fine
              "client": {
                "proxy": "http://u:pw@proxy.corp:3128", "noProxy": ["a.test", ".b.test"],
                "timeout": 1000, "connectTimeout": "2s", "headerTimeout": "3m",
                "retries": 0, "retryBudget": "1h",
                "connections": 1, "streams": 2, "connectionsTotal": 3,
                "chunkSize": "16MiB", "ranges": 0, "bandwidth": "2MB/s",
                "caFile": "{{authority}}", "strictSSL": false, "insecureHosts": ["Proxy.corp:8443", "[::1]:443", "10.0.0.1"],
                "progress": "plain", /* and trailing commas */
              },
              "server": {},
            }
            """);
        var client = settings.Client;
        Assert.Equal("http://u:xxxxx@proxy.corp:3128", client.Proxy!.Redacted);
        Assert.Equal("pw", client.Proxy.Password);
        Assert.Equal(["a.test", ".b.test"], client.NoProxy);
        Assert.Equal((1.0, 2.0, 180.0, 3600.0), (client.Timeout.TotalSeconds, client.ConnectTimeout.TotalSeconds, client.HeaderTimeout.TotalSeconds, client.RetryBudget.TotalSeconds));
        Assert.Equal((0, 1, 2, 3, 0), (client.Retries, client.Connections, client.Streams, client.ConnectionsTotal, client.Ranges));
        Assert.Equal((16L << 20, 2_000_000L), (client.ChunkSize, client.Bandwidth));
        Assert.Equal((_run.Files["home/.config/sutler/" + authority], 1), (client.CaFile, client.AdditionalRoots.Count));
        Assert.Equal((false, "proxy.corp:8443 [::1]:443 10.0.0.1"), (client.StrictSsl, string.Join(' ', client.InsecureHosts)));
        Assert.Equal(ProgressMode.Plain, client.Progress);
        Assert.All(ClientSchema.All, setting => Assert.IsType<SettingOrigin.File>(settings.OriginOf(setting)));
        Assert.Equal(_run.UserFile + ":7", settings.OriginOf(ClientSchema.All.Single(setting => setting.Name == "retries")).ToString());
    }

    [Fact]
    public void Reads_every_key_from_the_environment()
    {
        var authority = Authority();
        _run.Files.Write("project/ca.pem", File.ReadAllText(_run.Files["home/.config/sutler/" + authority]));
        var values = new Dictionary<string, (string Text, string Shown)>
        {
            ["SUTLER_PROXY"] = ("proxy.corp:3128", "http://proxy.corp:3128"),
            ["SUTLER_NO_PROXY"] = ("a.test, b.test", "a.test,b.test"),
            ["SUTLER_TIMEOUT"] = ("10", "10"),
            ["SUTLER_CONNECT_TIMEOUT"] = ("11ms", "11"),
            ["SUTLER_HEADER_TIMEOUT"] = ("12s", "12000"),
            ["SUTLER_RETRIES"] = ("13", "13"),
            ["SUTLER_RETRY_BUDGET"] = ("14m", "840000"),
            ["SUTLER_CONNECTIONS"] = ("15", "15"),
            ["SUTLER_STREAMS"] = ("16", "16"),
            ["SUTLER_CONNECTIONS_TOTAL"] = ("17", "17"),
            ["SUTLER_CHUNK_SIZE"] = ("2097152", "2097152"),
            ["SUTLER_RANGES"] = ("18", "18"),
            ["SUTLER_BANDWIDTH"] = ("19 kB/s", "19000"),
            ["SUTLER_CA_FILE"] = ("ca.pem", _run.Files["project/ca.pem"]),
            ["SUTLER_STRICT_SSL"] = ("0", "false"),
            ["SUTLER_INSECURE_HOSTS"] = ("x.corp,y.corp:8443", "x.corp,y.corp:8443"),
            ["SUTLER_PROGRESS"] = ("json", "json"),
            ["SUTLER_LISTEN"] = ("*:80", "[::]:80"),
            ["SUTLER_DATA"] = ("data", _run.Files["project/data"]),
            ["SUTLER_UPSTREAM"] = ("https://u:pw@proxy.corp|direct", "https://u:xxxxx@proxy.corp|direct"),
            ["SUTLER_UPSTREAM_ROUTES"] = ("X-A: b https://c.corp, X-D: e https://f.corp", "X-A: b https://c.corp,X-D: e https://f.corp"),
            ["SUTLER_OFFLINE"] = ("1", "true"),
            ["SUTLER_TLS_CERT"] = ("cert.pem", _run.Files["project/cert.pem"]),
            ["SUTLER_TLS_KEY"] = ("key.pem", _run.Files["project/key.pem"]),
            ["SUTLER_TOKEN_FILE"] = ("token", _run.Files["project/token"]),
            ["SUTLER_ADMIN_TOKEN_FILE"] = ("admin", _run.Files["project/admin"]),
            ["SUTLER_WEBHOOK_SECRET_FILE"] = ("hush", _run.Files["project/hush"]),
            ["SUTLER_ACCESS_LOG"] = ("-", "-"),
            ["SUTLER_MAX_UNUSED"] = ("90d", "7776000000"),
            ["SUTLER_MAX_AGE"] = ("5", "5"),
            ["SUTLER_MAX_BYTES"] = ("50GiB", "53687091200"),
            ["SUTLER_UPSTREAM_CONNECTIONS"] = ("19", "19"),
            ["SUTLER_FETCHES"] = ("20", "20"),
            ["SUTLER_ZIP_FETCHES"] = ("21", "21"),
            ["SUTLER_DIRECT_FETCHES"] = ("22", "22"),
            ["SUTLER_WAITING_FETCHES"] = ("23", "23"),
            ["SUTLER_SUMDB"] = ("sum.golang.org https://sum.corp", "sum.golang.org https://sum.corp"),
        };
        Assert.Equal(values.Keys.Order(StringComparer.Ordinal), SettingSections.All.Select(setting => setting.Variable).Order(StringComparer.Ordinal));
        foreach (var (name, (text, _)) in values)
        {
            _run.Variables[name] = text;
        }

        var settings = SettingsReader.Read(_run.Variables, _run.Files["project"], server: true);
        Assert.All(SettingSections.All, setting => Assert.Equal((setting.Variable, values[setting.Variable].Shown), (setting.Variable, setting.Show(settings.Values))));
        Assert.All(SettingSections.All, setting => Assert.Equal("environment " + setting.Variable, settings.OriginOf(setting).ToString()));
    }

    [Fact]
    public void Puts_the_environment_before_the_file_and_takes_an_empty_variable_for_none()
    {
        _run.Variables["SUTLER_RETRIES"] = "7";
        _run.Variables["SUTLER_RANGES"] = "";
        var settings = _run.Read("""{ "client": { "retries": 1, "ranges": 2, "streams": 3 } }""");
        Assert.Equal((7, 2, 3, 6), (settings.Client.Retries, settings.Client.Ranges, settings.Client.Streams, settings.Client.Connections));
    }

    [Fact]
    public void Reads_the_file_that_SUTLER_CONFIG_names_instead_of_the_user_s()
    {
        _run.Files.Write("project/other.json", """{ "client": { "retries": 9 } }""");
        _run.Variables["SUTLER_CONFIG"] = "other.json";
        var settings = _run.Read("""{ "client": { "retries": 1, "ranges": 1 } }""");
        Assert.Equal((9, 4, _run.Files["project/other.json"]), (settings.Client.Retries, settings.Client.Ranges, settings.File));
    }

    [Fact]
    public void Reads_no_file_when_SUTLER_CONFIG_is_off()
    {
        _run.Variables["SUTLER_CONFIG"] = "off";
        var settings = _run.Read("""nonsense""");
        Assert.Equal((5, null, false), (settings.Client.Retries, settings.File, settings.FileExists));
    }

    [Fact]
    public void Refuses_a_named_file_that_is_not_there()
    {
        _run.Variables["SUTLER_CONFIG"] = "missing.json";
        Assert.Equal($"sutler: {_run.Files["project/missing.json"]}: no such file (SUTLER_CONFIG names it)", _run.Refuse());
    }

    // A checkout of a stranger's must not choose proxies and certificates.
    [Fact]
    public void Never_reads_a_file_of_the_project()
    {
        foreach (var name in new[] { "sutler.json", ".sutler.json", ".config/sutler.json", "sutler/sutler.json" })
        {
            _run.Files.Write("project/" + name, """{ "client": { "proxy": "http://evil.test" } }""");
        }

        Assert.Null(_run.Read().Client.Proxy);
    }

    // Opening a pipe would wait until somebody writes, and what waits there ends with no signal.
    [Theory]
    [InlineData("a named pipe", "mkfifo \"$1\"")]
    [InlineData("a directory", "mkdir \"$1\"")]
    [InlineData("a device", "ln -s /dev/zero \"$1\"")]
    [InlineData("a named pipe", "mkfifo \"$1.pipe\"; ln -s \"$1.pipe\" \"$1\"")]
    public async Task Refuses_what_is_no_regular_file(string kind, string make)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "asks Linux");
        _run.Files.Write("home/.config/sutler/other", "");
        Assert.Equal(0, (await ExternalProgram.RunAsync("sh", ["-c", make, "sh", _run.UserFile], Token)).ExitCode);
        Assert.Equal($"sutler: FILE: is {kind}, not a regular file; put one there, or set SUTLER_CONFIG=off", await InTimeAsync());

        _run.Variables["SUTLER_CONFIG"] = _run.UserFile;
        Assert.Equal($"sutler: FILE: is {kind}, not a regular file; SUTLER_CONFIG must name one, or be off", await InTimeAsync());

        _run.Variables["SUTLER_CONFIG"] = "off";
        _run.Variables["SUTLER_CA_FILE"] = _run.UserFile;
        Assert.Equal($"sutler: SUTLER_CA_FILE: FILE: is {kind}, not a regular file", await InTimeAsync());

        Task<string> InTimeAsync() => Task.Run(() => _run.Refuse(), Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
    }

    [Fact]
    public void Refuses_a_file_that_is_too_large() =>
        Assert.Equal("sutler: FILE: is larger than 1 MiB", _run.Refuse("{}" + new string(' ', SettingsFile.Largest)));

    [Theory]
    [InlineData("SUTLER_RETRIES", "many", "must be a whole number from 0 to 100, not \"many\"")]
    [InlineData("SUTLER_RETRIES", "-1", "must be a whole number from 0 to 100, not \"-1\"")]
    [InlineData("SUTLER_RETRIES", "101", "must be a whole number from 0 to 100, not \"101\"")]
    [InlineData("SUTLER_RETRIES", "5s", "must be a whole number from 0 to 100, not \"5s\"")]
    [InlineData("SUTLER_RETRIES", "99999999999999999999", "must be a whole number from 0 to 100, not \"99999999999999999999\"")]
    [InlineData("SUTLER_TIMEOUT", "0", "must be milliseconds (or a text such as \"30s\" or \"5m\") from 1 to 86400000, not \"0\"")]
    [InlineData("SUTLER_TIMEOUT", "9999999999999999h", "must be milliseconds (or a text such as \"30s\" or \"5m\") from 1 to 86400000, not \"9999999999999999h\"")]
    [InlineData("SUTLER_TIMEOUT", "30 S", "must be milliseconds (or a text such as \"30s\" or \"5m\") from 1 to 86400000, not \"30 S\"")]
    [InlineData("SUTLER_TIMEOUT", "s", "must be milliseconds (or a text such as \"30s\" or \"5m\") from 1 to 86400000, not \"s\"")]
    [InlineData("SUTLER_CHUNK_SIZE", "8MB", "must be bytes (or a text such as \"8MiB\") from 1048576 to 1073741824 and a multiple of 1048576, not \"8MB\"")]
    [InlineData("SUTLER_CHUNK_SIZE", "0", "must be bytes (or a text such as \"8MiB\") from 1048576 to 1073741824 and a multiple of 1048576, not \"0\"")]
    [InlineData("SUTLER_BANDWIDTH", "2MB/h", "must be bytes a second (or a text such as \"2MB/s\") from 0 to 1000000000000, not \"2MB/h\"")]
    [InlineData("SUTLER_STRICT_SSL", "no", "must be true or false, not \"no\"")]
    [InlineData("SUTLER_STRICT_SSL", "false", "false needs client.insecureHosts (SUTLER_INSECURE_HOSTS) to name the hosts whose certificates are not to be checked")]
    [InlineData("SUTLER_INSECURE_HOSTS", "a.test,*.b.test", "\"*.b.test\": wildcards are not allowed; name each host")]
    [InlineData("SUTLER_INSECURE_HOSTS", "https://a.test", "\"https://a.test\": must be a host name or host:port, not a URL")]
    [InlineData("SUTLER_INSECURE_HOSTS", "a.test:0", "\"a.test:0\": the port must be a number from 1 to 65535")]
    [InlineData("SUTLER_INSECURE_HOSTS", "a b", "\"a b\": not a host name or address")]
    [InlineData("SUTLER_PROGRESS", "Bar", "must be auto, bar, plain, json or off, not \"Bar\"")]
    [InlineData("SUTLER_PROXY", "ftp://me:s3cret@proxy", "must be the URL of a proxy, such as http://proxy.example.com:3128 (http, https, socks5 or socks5h)")]
    [InlineData("SUTLER_PROXY", "http://proxy:80?token=s3cret", "must be the URL of a proxy, such as http://proxy.example.com:3128 (http, https, socks5 or socks5h)")]
    [InlineData("SUTLER_PROXY", "http://me:s3cret@:80", "must be the URL of a proxy, such as http://proxy.example.com:3128 (http, https, socks5 or socks5h)")]
    [InlineData("SUTLER_PROXY", "http://me:s3cret@proxy:99999", "must be the URL of a proxy, such as http://proxy.example.com:3128 (http, https, socks5 or socks5h)")]
    [InlineData("SUTLER_CA_FILE", "/no/such.pem", "/no/such.pem: no such file")]
    public void Refuses_a_wrong_variable(string variable, string text, string error)
    {
        _run.Variables[variable] = text;
        Assert.Equal($"sutler: {variable}: {error}", _run.Refuse());
    }

    [Fact]
    public void Refuses_a_certificate_file_without_certificates()
    {
        _run.Files.Write("home/.config/sutler/ca.pem", "no certificate");
        var file = _run.Files["home/.config/sutler/ca.pem"];
        Assert.Equal(
            $"sutler: FILE:1: client.caFile: {file}: holds no certificate in PEM form (BEGIN CERTIFICATE)", _run.Refuse("""{ "client": { "caFile": "ca.pem" } }"""));
        _run.Files.Write("home/.config/sutler/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.StartsWith($"sutler: FILE:1: client.caFile: {file}: holds a certificate that cannot be read: ", _run.Refuse(), StringComparison.Ordinal);
    }

    private string Authority()
    {
        using var authority = new TestCertificateAuthority();
        _run.Files.Write("home/.config/sutler/ca.pem", authority.RootPem);
        return "ca.pem";
    }
}
