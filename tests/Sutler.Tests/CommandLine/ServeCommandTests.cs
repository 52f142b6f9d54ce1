using Sutler.Tests.EndToEnd;
using Xunit;

namespace Sutler.Tests.CommandLine;

/// <summary>What <c>sutler serve</c> refuses before it listens. What it serves is tested on the published binary.</summary>
public sealed class ServeCommandTests : IAsyncLifetime
{
    private TrustWorld _world = null!;

    public async ValueTask InitializeAsync()
    {
        _world = await TrustWorld.StartAsync();
        _world.Files.Write("project/short-token", "short");
        _world.Files.Write("project/tree/ex.com/mod/@v/list", "");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Theory]
    [InlineData(2, "0.0.0.0:0 can be reached by other machines, and there is neither TLS nor a token", "--from tree --listen 0.0.0.0:0")]
    [InlineData(2, "[::]:0 can be reached by other machines, and there is a token but no TLS", "--from tree --listen *:0 --token-file short-token")]
    [InlineData(2, "192.0.2.1:0 can be reached by other machines, and there is TLS but no token", "--from tree --listen 192.0.2.1:0 --tls-cert a --tls-key b")]
    [InlineData(2, "--tls-cert and --tls-key (tlsCert, tlsKey) go together", "--from tree --listen 127.0.0.1:0 --tls-cert a")]
    [InlineData(2, "--listen example.com:1: must begin with an address", "--from tree --listen example.com:1")]
    [InlineData(2, "unrecognized command or argument 'now'", "--from tree now")]
    [InlineData(2, "--upstream: must be a list of sources as in GOPROXY", "--upstream ftp://u:secret@x")]
    [InlineData(2, "--upstream: must be a list of sources as in GOPROXY", "--upstream https://a.b=95;https://c.d")]
    [InlineData(1, "http://127.0.0.1:7979/go is this server itself", "--upstream https://a.b=95;http://127.0.0.1:7979/go=0,direct --listen localhost:7979 --data data")]
    [InlineData(2, "--offline has nothing to say there", "--from tree --offline")]
    [InlineData(1, "serve: reading the server's certificate: ", "--from tree --listen 127.0.0.1:0 --tls-cert a --tls-key b")]
    [InlineData(1, "short-token: the token must be 16 or more visible ASCII characters", "--from tree --listen 127.0.0.1:0 --token-file short-token")]
    [InlineData(1, "serve: opening the access log: ", "--from tree --listen 127.0.0.1:0 --access-log missing/log")]
    [InlineData(1, "http://127.0.0.1:7979/go is this server itself", "--upstream http://127.0.0.1:7979/go,direct --listen localhost:7979 --data data")]
    [InlineData(1, "nowhere", "--from nowhere --listen 127.0.0.1:0")]
    [InlineData(1, "listening on 192.0.2.1:0: ", "--from tree --listen 192.0.2.1:0 --insecure-public")]
    public async Task Refuses(int exitCode, string error, string arguments)
    {
        _world.Files.Write("project/tree/marker", "");
        if (OperatingSystem.IsLinux())
        {
            File.SetUnixFileMode(_world.Files["project/short-token"], UnixFileMode.UserRead);
        }

        var run = await _world.RunAsync(["serve", .. arguments.Split(' ')]);
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("sutler", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }
}
