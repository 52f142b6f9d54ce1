using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>Two proxies with stores of their own: one whose source has every fixture, one whose source is broken.</summary>
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

    private Task<RunningServe> StartAsync(string name, string upstream) =>
        RunningServe.StartAsync(world.Settings.SutlerPath, _files[name], "--data", _files[name + "/data"], "--upstream", upstream);
}
