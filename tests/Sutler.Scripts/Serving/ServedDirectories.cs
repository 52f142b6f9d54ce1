using Sutler.TestKit;
using Sutler.TestKit.Serving;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>Two servers for all checks of the protocol: one of a GOPROXY tree with every fixture, one of a module cache.</summary>
public sealed class ServedDirectories(ScriptWorld world) : IConformanceServers, IAsyncLifetime
{
    private readonly ScratchDirectory _files = new();

    private readonly Dictionary<string, RunningServe> _servers = new(StringComparer.Ordinal);

    // A tree in the form of GOPROXY.
    private string TreeRoot => _files["tree"];

    // A GOMODCACHE that Sutler filled, with some damage done to it.
    private string CacheRoot => _files["cache"];

    /// <inheritdoc/>
    public int PortOf(string server) => _servers[server].Port;

    /// <inheritdoc/>
    public string FilesOf(string server) => server == "cache" ? CacheRoot : TreeRoot;

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        GoProxyTree.Write(world.Catalog, TreeRoot);
        using (var huge = new FileStream(_files.Write("tree/example.com/greet/@v/v1.9.9.zip", "PK"), FileMode.Open))
        {
            huge.SetLength((500L << 20) + 1); // takes no room: nothing is written
        }

        foreach (var page in new[] { "supported", "latest", "lookup/example.com/!mixed/!c!a!s!e@v1.0.0", "tile/8/0/000" })
        {
            _files.Write("tree/sumdb/sum.mirror.example/" + page, page);
        }

        var token = _files.Write("token", "0123456789abcdef\n");
        File.SetUnixFileMode(token, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var (code, output, error) = await ExternalProgram.RunAsync(
            world.Settings.SutlerPath,
            ["mod", "download", "example.com/greet@v1.0.0", "example.com/greet@v1.1.0", "example.com/Mixed/CASE@v1.1.0-PRE", "example.com/tongue@v0.0.0-20200304050607-fedcba987654"],
            TestContext.Current.CancellationToken,
            Directory.CreateDirectory(_files["home"]).FullName,
            new Dictionary<string, string>
            {
                ["HOME"] = _files["home"],
                ["GOMODCACHE"] = CacheRoot,
                ["GOPROXY"] = "file://" + TreeRoot,
                ["GOSUMDB"] = "off",
                ["GOENV"] = "off",
                ["GOFLAGS"] = "",
            });
        Assert.True(code == 0, output + error);
        var greet = Path.Combine(CacheRoot, "cache", "download", "example.com", "greet", "@v");
        File.Delete(Path.Combine(greet, "v1.1.0.ziphash"));
        File.WriteAllText(Path.Combine(greet, "v1.0.0.partial"), "");
        File.WriteAllText(Path.Combine(greet, "v1.0.0.zip123.tmp"), "PK");
        File.WriteAllBytes(Path.Combine(greet, "list"), new byte[14]);

        // What was written a moment ago has no tag.
        foreach (var file in Directory.EnumerateFiles(_files.Root, "*", SearchOption.AllDirectories).Where(file => Path.GetFileName(Path.GetDirectoryName(file)) == "@v"))
        {
            File.SetLastWriteTimeUtc(file, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        }

        _servers["tree"] = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], "--from", TreeRoot);
        _servers["closed"] = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], "--from", TreeRoot, "--token-file", token);
        _servers["cache"] = await RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], "--from", CacheRoot);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
        }

        _files.Dispose();
    }
}
