using Sutler.Go.Sources.Credentials;
using Sutler.TestKit;
using Sutler.Tests.Transfer;
using Sutler.Transfer.Http;

namespace Sutler.Tests.Sources;

/// <summary>An https server that wants to know who asks, and programs that say so.</summary>
internal sealed class GoAuthWorld : IAsyncDisposable
{
    private readonly SecureUpstream _upstream;

    private GoAuthWorld(SecureUpstream upstream)
    {
        _upstream = upstream;
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{Files["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
            ["HOME"] = Files["home"],
            ["LOG"] = Files["log"],
            ["A"] = upstream.A,
            ["GIT_CONFIG_NOSYSTEM"] = "1",
            ["GIT_CONFIG_GLOBAL"] = "/dev/null",
        };
        Directory.CreateDirectory(Files["bin"]);
        Directory.CreateDirectory(Files["home"]);
        Directory.CreateDirectory(Files["work"]);
    }

    public ScratchDirectory Files { get; } = new();

    public Dictionary<string, string> Variables { get; }

    public List<string> Trace { get; } = [];

    public ScriptedUpstream Server => _upstream.Server;

    public string A => _upstream.A;

    public string B => _upstream.B;

    /// <summary>What the programs have written to $LOG.</summary>
    public string Log => File.Exists(Files["log"]) ? File.ReadAllText(Files["log"]) : "";

    public static async Task<GoAuthWorld> StartAsync(bool http2 = false) => new(await SecureUpstream.StartAsync(http2));

    /// <summary>Answers 200 to those who bring a header, and 401 to all others.</summary>
    public void Want(string header, string value, int otherwise = 401) => Server.Otherwise = request =>
        request[header] == value ? Reply.Text("welcome") : Reply.Failure(otherwise, "who are you") with { Headers = [("Content-Type", "text/plain"), ("www-authenticate", "Basic realm=\"x\"")] };

    /// <summary>Puts a shell script on PATH.</summary>
    public void Program(string name, string script)
    {
        var path = Files.Write("bin/" + name, "#!/bin/sh\n" + script + "\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public HttpFetcher Fetcher(string goAuth, TimeProvider? time = null) => new(_upstream.Options with
    {
        Trace = Trace.Add,
        Credentials = new GoAuthCredentials(new GoAuthOptions
        {
            GoAuth = goAuth,
            Variables = Variables,
            WorkingDirectory = Files["work"],
            Trace = Trace.Add,
            Time = time ?? TimeProvider.System,
        }),
    });

    public static async Task<int> StatusAsync(HttpFetcher fetcher, string url, CancellationToken cancellationToken)
    {
        await using var response = await SecureUpstream.GetAsync(fetcher, url, cancellationToken);
        await response.ReadAllAsync(10_000, cancellationToken);
        return response.StatusCode;
    }

    public async ValueTask DisposeAsync()
    {
        await _upstream.DisposeAsync();
        Files.Dispose();
    }
}
