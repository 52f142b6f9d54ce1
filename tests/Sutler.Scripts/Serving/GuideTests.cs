using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>The commands of docs/guides, run as they stand there by the published binary and the real go command.</summary>
/// <remarks>
/// Blocks marked <c>sh</c> run in order in one shell. A line that begins with <c>sutler serve</c> stands for a terminal of its own: it ends the server
/// before it, keeps out of the clients' GOPROXY, and the next line comes when it listens. Names, ports and sources are those of the test.
/// </remarks>
public sealed partial class GuideTests(ScriptWorld world) : IAsyncLifetime
{
    private const string Prelude = """
        set -euo pipefail
        server=
        stop() { if [ -n "$server" ]; then kill "$server"; wait "$server" || true; server=; fi; }
        trap stop EXIT
        sutler() {
          if [ "$1" != serve ]; then "$SUTLER" "$@"; return; fi
          stop
          rm -f "$HOME/said"; mkfifo "$HOME/said"
          GOPROXY=$SOURCE "$SUTLER" "$@" >"$HOME/said" &
          server=$!
          read -r line <"$HOME/said"
          unset GOPRIVATE
        }

        """;

    private readonly ScratchDirectory _files = new();
    private TestUpstream? _upstream;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _upstream = await TestUpstream.StartAsync(world.Catalog, world.Settings.Certificates, "sum.example.com", Token);

    public async ValueTask DisposeAsync()
    {
        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }

        _files.Dispose();
    }

    [Theory]
    [InlineData("laptop.md")]
    [InlineData("team.md")]
    [InlineData("private-modules.md")]
    public async Task Does_what_it_says(string guide)
    {
        var missing = new[] { "go", "git", "curl", "openssl", "bash" }.Where(program => ExternalProgram.Find(program) is null).ToList();
        Assert.SkipWhen(missing.Count > 0, $"no {string.Join(", ", missing)} here");
        var port = FreePort().ToString(CultureInfo.InvariantCulture);
        var requirement = guide == "private-modules.md" ? "" : "require example.com/greet v1.0.0\n";
        var variables = Prepare(port, requirement);
        await PublishLibraryAsync(variables);
        var script = Prelude + Adapt(await ReadAsync(guide), port);
        var (exitCode, output, error) = await ExternalProgram.RunAsync("bash", ["-c", script], Token, _files["project"], variables);
        Assert.True(exitCode == 0, $"{guide}: exit status {exitCode}\n{script}\n--- output\n{output}\n--- errors\n{error}");
        // Each guide ends with a module in the client's cache.
        var module = guide == "private-modules.md" ? "github.com/acme/lib@v1.0.0" : "example.com/greet@v1.0.0";
        Assert.True(Directory.Exists(Path.Combine(_files["home"], "go", "pkg", "mod", module)), $"{module} is not there\n{output}\n{error}");
    }

    private static async Task<string> ReadAsync(string guide)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(TestFiles.RepositoryRoot(), "docs", "guides", guide), Token);
        return string.Concat(Blocks().Matches(text).Select(match => match.Groups["block"].Value));
    }

    private Dictionary<string, string> Prepare(string port, string requirement)
    {
        Directory.CreateDirectory(_files["project"]);
        File.WriteAllText(_files["project/go.mod"], "module example.org/project\n\ngo 1.21\n\n" + requirement);
        File.WriteAllText(_files["project/cert.pem"], world.Settings.Certificates.Server.ExportCertificatePem());
        using var key = System.Security.Cryptography.X509Certificates.ECDsaCertificateExtensions.GetECDsaPrivateKey(world.Settings.Certificates.Server)!;
        File.WriteAllText(_files["project/key.pem"], key.ExportPkcs8PrivateKeyPem());
        File.SetUnixFileMode(_files["project/key.pem"], UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.WriteAllText(_files["ca.pem"], world.Settings.Certificates.AuthorityPem);
        Directory.CreateDirectory(_files["home/.config/go/telemetry"]);
        File.WriteAllText(_files["home/.config/go/telemetry/mode"], "off");
        return new Dictionary<string, string>
        {
            ["HOME"] = _files["home"],
            ["XDG_DATA_HOME"] = "",
            ["XDG_CONFIG_HOME"] = "",
            ["PATH"] = $"{Path.GetDirectoryName(ExternalProgram.Find("go"))}:{Environment.GetEnvironmentVariable("PATH")}",
            ["SUTLER"] = world.Settings.SutlerPath,
            ["SUTLER_LISTEN"] = $"127.0.0.1:{port}",
            ["SOURCE"] = _upstream!.Url,
            ["SSL_CERT_FILE"] = _files["ca.pem"],
            ["CURL_CA_BUNDLE"] = _files["ca.pem"],
            ["GOENV"] = "off",
            ["GOPATH"] = _files["home/go"],
            ["GOMODCACHE"] = "",
            ["GOFLAGS"] = "-modcacherw",
            ["GOPROXY"] = "off",
            ["GOPRIVATE"] = "",
            ["GOSUMDB"] = "off",
            ["GOTOOLCHAIN"] = "local",
        };
    }

    // A repository beside the test, for the address in the guide.
    private async Task PublishLibraryAsync(Dictionary<string, string> variables)
    {
        Directory.CreateDirectory(_files["acme/lib"]);
        File.WriteAllText(_files["acme/lib/go.mod"], "module github.com/acme/lib\n");
        var (exitCode, _, error) = await ExternalProgram.RunAsync(
            "bash",
            [
                "-ec",
                "git config --global user.name T; git config --global user.email t@example.com; git config --global url.\"file://$PWD/../\".insteadOf https://github.com/acme/; git init -q; git add .; git commit -qm one; git tag v1.0.0",
            ],
            Token,
            _files["acme/lib"],
            variables);
        Assert.True(exitCode == 0, error);
    }

    private string Adapt(string commands, string port) => commands
        .Replace("https://proxy.golang.org,direct", _upstream!.Url, StringComparison.Ordinal)
        .Replace("proxy.example.com", "localhost", StringComparison.Ordinal)
        .Replace("0.0.0.0:", "127.0.0.1:", StringComparison.Ordinal)
        .Replace("*:7878", "localhost:7878", StringComparison.Ordinal)
        .Replace("7878", port, StringComparison.Ordinal);

    // The server is started several times on one port: it is not among those that other tests are given by the system.
    private static int FreePort()
    {
        while (true)
        {
            var port = Random.Shared.Next(20_000, 30_000);
            try
            {
                using var probe = new TcpListener(IPAddress.Loopback, port);
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody has it.
            }
        }
    }

    [GeneratedRegex("^```sh\n(?<block>.*?)^```$", RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Blocks();
}
