using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>Proxies with stores of their own: one whose source has every fixture, one whose source is broken, and one that has both.</summary>
public sealed class ServedStores(ScriptWorld world) : IConformanceServers, IAsyncLifetime
{
    private readonly ScratchDirectory _files = new();
    private readonly Dictionary<string, RunningServe> _servers = new(StringComparer.Ordinal);
    private TestUpstream? _upstream;

    /// <inheritdoc/>
    public int PortOf(string server) => _servers[server].Port;

    /// <inheritdoc/>
    public string FilesOf(string server) => world.Settings.FileProxyRoot;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        _upstream = await TestUpstream.StartAsync(world.Catalog, world.Settings.Certificates, "sum.example.com", TestContext.Current.CancellationToken);
        _servers["store"] = await StartAsync("store", _upstream.Url);
        _servers["broken"] = await StartAsync("broken", _upstream.Url + "/500");
        _servers["split"] = await StartAsync("split", $"{_upstream.Url}=1;{_upstream.Url}/500=0", ("SUTLER_UPSTREAM_ROUTES", $"X-Sutler-Upstream: canary {_upstream.Url}/500"));
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        if (_upstream is not null)
        {
            await _upstream.DisposeAsync();
        }

        _files.Dispose();
    }

    private Task<RunningServe> StartAsync(string name, string upstream, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string> { ["GOPROXY"] = "off", ["GOSUMDB"] = "off", ["SUTLER_RETRIES"] = "0" };
        foreach (var (variable, value) in settings)
        {
            environment[variable] = value;
        }

        return RunningServe.StartAsync(world.Settings.SutlerPath, _files[name], environment, "--data", _files[name + "/data"], "--upstream", upstream);
    }
}
