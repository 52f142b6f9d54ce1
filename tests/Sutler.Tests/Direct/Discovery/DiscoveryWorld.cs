using System.Collections.Concurrent;
using System.Net;
using Sutler.Go.Direct.Discovery;
using Sutler.Go.Direct.Programs;
using Sutler.Go.Environment;
using Sutler.Go.Sources;
using Sutler.Go.Sources.Credentials;
using Sutler.GoModules.Modules;
using Sutler.TestKit;
using Sutler.Transfer.Http;
using Sutler.Transfer.Proxies;
using Xunit;

namespace Sutler.Tests.Direct.Discovery;

/// <summary>Hosts that say where repositories are, all of them one https server behind a proxy and one of plain http, and programs that answer as told.</summary>
internal sealed class DiscoveryWorld : IAsyncDisposable
{
    private readonly TestCertificateAuthority _authority = new();
    private readonly TunnelProxy _proxy = new();
    private readonly ConcurrentDictionary<string, Reply> _pages = new(StringComparer.Ordinal);
    private HttpFetcher? _http;

    private DiscoveryWorld()
    {
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HOME"] = Files["home"],
            ["GOMODCACHE"] = Files["cache"],
            ["GOAUTH"] = "off",
            ["PATH"] = Files["bin"],
            ["LOG"] = Files["log"],
        };
        Directory.CreateDirectory(Files["bin"]);
    }

    public ScratchDirectory Files { get; } = new();

    public Dictionary<string, string> Variables { get; }

    public List<string> Warnings { get; } = [];

    public ScriptedUpstream Secure { get; private set; } = null!;

    public ScriptedUpstream Plain { get; private set; } = null!;

    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Whether the client trusts the https server.</summary>
    public bool IsTrusted { get; init; } = true;

    /// <summary>The proxy behind which the https server is all hosts.</summary>
    public string SecureProxy => $"http://127.0.0.1:{_proxy.Port}";

    /// <summary>The root that a client must trust to trust the server.</summary>
    public string RootPem => _authority.RootPem;

    /// <summary>What was asked by https, as <c>host/path?query</c>.</summary>
    public IReadOnlyList<string> Asked => [.. Secure.Requests.Select(request => request.Host + request.Target)];

    /// <summary>The commands that programs were run with.</summary>
    public IReadOnlyList<string> Run => File.Exists(Files["log"]) ? File.ReadAllLines(Files["log"]) : [];

    public static async Task<DiscoveryWorld> StartAsync(TimeProvider? time = null, bool isTrusted = true)
    {
        var world = new DiscoveryWorld { Time = time ?? TimeProvider.System, IsTrusted = isTrusted };
        var certificate = world._authority.Issue("ex.test", "other.test", "launchpad.net", "code.launchpad.net");
        world.Secure = await ScriptedUpstream.StartAsync(new UpstreamOptions { Certificate = certificate });
        world.Secure.Otherwise = request => world._pages.GetValueOrDefault(request.Host + request.Target, Reply.Failure(404, "<html>no</html>", "text/html"));
        world.Plain = await ScriptedUpstream.StartAsync();
        world.Plain.Otherwise = request => Reply.Failure(404, "<html>no</html>", "text/html");
        world._proxy.Route = _ => new IPEndPoint(IPAddress.Loopback, world.Secure.Port);
        return world;
    }

    /// <summary>Lets an import path's host answer.</summary>
    public DiscoveryWorld Answer(string importPath, Reply reply)
    {
        _pages[importPath + (importPath.Contains('/') ? "" : "/") + "?go-get=1"] = reply;
        return this;
    }

    /// <summary>Lets an import path's host answer with tags.</summary>
    public DiscoveryWorld Say(string importPath, params string[] tags) => Answer(importPath, Reply.Text(Page(tags)));

    /// <summary>Lets a URL answer with a text.</summary>
    public DiscoveryWorld Show(string hostAndTarget, string text)
    {
        _pages[hostAndTarget] = Reply.Text(text);
        return this;
    }

    public static string Page(params string[] tags) =>
        $"<!DOCTYPE html><html><head>{string.Concat(tags.Select(tag => $"<meta name=\"go-import\" content=\"{tag}\">\n"))}</head><body>";

    /// <summary>Puts a shell script on PATH that is logged whenever it is run.</summary>
    public DiscoveryWorld Program(string name, string script)
    {
        var path = Files.Write("bin/" + name, $"#!/bin/sh\necho \"{name} $*\" >> \"$LOG\"\n{script}\n");
        File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        return this;
    }

    public RepositoryFinder Finder(string goVersion = "1.24.4")
    {
        var proxies = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HTTPS_PROXY"] = SecureProxy,
            ["HTTP_PROXY"] = Plain.Url,
        };
        _http = new HttpFetcher(new HttpFetcherOptions
        {
            TimeProvider = Time,
            Proxy = EnvironmentProxy.FromVariables(proxies),
            TrustedRoots = IsTrusted ? _authority.Roots : null,
            Credentials = new GoAuthCredentials(new GoAuthOptions
            {
                GoAuth = Variables["GOAUTH"],
                Variables = Variables,
                WorkingDirectory = Files.Root,
                Time = Time,
            }),
        });
        var environment = GoEnvironmentReader.Read(Variables, Files.Root) with { GoVersion = goVersion };
        return new RepositoryFinder(environment, new UrlReader(_http, NoRetry.Retrier), new VcsPrograms(Variables, Files.Root, Time), Time, Warnings.Add);
    }

    public async Task<RepositoryRoot> FindAsync(string path) => await Finder().FindAsync(ModulePath.Parse(path), CancellationToken.None);

    /// <summary>The text of the failure, which must be one of absence.</summary>
    public async Task<string> FailAsync(string path)
    {
        var failure = await Assert.ThrowsAsync<RepositoryNotFoundException>(() => FindAsync(path));
        Assert.True(failure.IsNotExist);
        return failure.Message;
    }

    public async ValueTask DisposeAsync()
    {
        if (_http is not null)
        {
            await _http.DisposeAsync();
        }

        await _proxy.DisposeAsync();
        await Secure.DisposeAsync();
        await Plain.DisposeAsync();
        _authority.Dispose();
        Files.Dispose();
    }
}
