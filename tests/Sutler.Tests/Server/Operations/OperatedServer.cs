using System.Text;
using Sutler.Go.Serving.Stored;
using Sutler.Server;
using Sutler.Server.Listening;
using Sutler.Tests.Serving.Stored;

namespace Sutler.Tests.Server.Operations;

/// <summary>A host on a free port of loopback in front of a real server with a store and a scripted source.</summary>
internal sealed class OperatedServer : IAsyncDisposable
{
    private readonly ProxyHost _host;

    private OperatedServer(StoredWorld world, ProxyHost host)
    {
        (World, _host) = (world, host);
        Client = new HttpClient { BaseAddress = new Uri(host.Address) };
    }

    public StoredWorld World { get; }

    public HttpClient Client { get; }

    public Uri Address => Client.BaseAddress!;

    public static async Task<OperatedServer> StartAsync()
    {
        var world = await StoredWorld.StartAsync();
        var options = new ProxyHostOptions
        {
            Listen = ListenAddress.TryParse("127.0.0.1:0", out var address, out _) ? address : throw new InvalidOperationException(),
            Operations = world.Server.Operations,
            Pins = new StoredPins(world.Store.Index.Pins),
            Time = world.Time,
        };
        return new OperatedServer(world, await ProxyHost.StartAsync(options, world.Server, world.Database, StoredWorld.Token));
    }

    public async Task<(int Status, string Text)> GetAsync(string target)
    {
        using var response = await Client.GetAsync(new Uri(target, UriKind.Relative), StoredWorld.Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(StoredWorld.Token));
    }

    public async Task<(int Status, string Text)> PostAsync(string target, string body = "")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        using var response = await Client.PostAsync(new Uri(target, UriKind.Relative), content, StoredWorld.Token);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(StoredWorld.Token));
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        using var now = new CancellationTokenSource();
        await now.CancelAsync();
        await _host.StopAsync(now.Token);
        await _host.DisposeAsync();
        await World.DisposeAsync();
    }
}
