using System.Globalization;

namespace Sutler.TestKit.Repositories;

/// <summary>Servers of version control for one test, and what a client needs to know to find its way to them.</summary>
/// <remarks>
/// A repository <c>SYSTEM/NAME</c> is the module <c>code.example.org/SYSTEM/NAME</c>, which a page says; a git one is also
/// <c>git.example.org/NAME.git</c>. Names lead to loopback through a proxy, so that all URLs but those with a port are the same in every run.
/// </remarks>
public sealed class RepositoryServers : IAsyncDisposable
{
    private readonly RepositoryShelf _shelf;
    private readonly TestCertificateAuthority _authority = new();
    private readonly Dictionary<string, (ServerProcess Server, string Url)> _others = new(StringComparer.Ordinal);
    private readonly List<string> _tags = [];
    private readonly string _private;
    private GitWebServer? _web;
    private TunnelProxy? _proxy;
    private int _forgotten;

    private RepositoryServers(RepositoryShelf shelf, string directory)
    {
        _shelf = shelf;
        Root = Directory.CreateDirectory(Path.Combine(directory, "repositories")).FullName;
        _private = Path.Combine(directory, "servers");
    }

    /// <summary>Where the repositories are, as <c>SYSTEM/NAME</c>.</summary>
    public string Root { get; }

    /// <summary>What was asked of the web server since <see cref="Forget"/>, one line each: host, user, method, target, status.</summary>
    public IReadOnlyList<string> Requests => [.. _web!.Requests.Skip(_forgotten)];

    /// <summary>Why there can be no such servers here, or null.</summary>
    public static string? Missing(params IEnumerable<string> systems) =>
        GitWebServer.Programs.Concat(systems.Select(system => RepositoryShelf.Programs[system])).FirstOrDefault(program => ExternalProgram.Find(program) is null) is { } absent
            ? $"no {absent} here: eng/peers.sh unpacks it where apt is"
            : null;

    /// <summary>Starts the web server; its own files and the repositories are kept in <paramref name="directory"/>, whose path must be short enough for a socket.</summary>
    /// <param name="shelf">Where repositories come from.</param>
    /// <param name="directory">An empty directory.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <param name="hosts">Hosts besides those of the examples that the page is shown for.</param>
    public static async Task<RepositoryServers> StartAsync(
        RepositoryShelf shelf, string directory, CancellationToken cancellationToken, params IEnumerable<string> hosts)
    {
        var world = new RepositoryServers(shelf, directory);
        try
        {
            using var certificate = world._authority.Issue(["code.example.org", "git.example.org", "none.example.org", .. hosts]);
            world._web = await GitWebServer.StartAsync(world._private, world.Root, certificate, cancellationToken);
            world._proxy = new TunnelProxy { Route = _ => world._web.Address };
            world.WritePage();
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>The environment of a client: the proxy, whom to trust, and no proxy for modules. <paramref name="moreTrust"/> is PEM to trust besides.</summary>
    public IReadOnlyDictionary<string, string> Environment(string moreTrust = "")
    {
        string trusted = Path.Combine(_private, "authorities.pem");
        File.WriteAllText(trusted, _authority.RootPem + "\n" + moreTrust);
        string port = _proxy!.Port.ToString(CultureInfo.InvariantCulture);
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["HTTPS_PROXY"] = "http://127.0.0.1:" + port,
            ["SSL_CERT_FILE"] = trusted,
            ["GIT_SSL_CAINFO"] = trusted,
            ["HGRCPATH"] = "/dev/null",
            ["GOPROXY"] = "direct",
            ["GOSUMDB"] = "off",
            ["REPOSITORIES"] = Root,
        };
    }

    /// <summary>Serves a copy of <c>SYSTEM/NAME</c> from the shelf as <c>SYSTEM/<paramref name="alias"/></c>.</summary>
    public async Task ServeAsync(string name, string? alias, CancellationToken cancellationToken)
    {
        int slash = name.IndexOf('/', StringComparison.Ordinal);
        string system = name[..slash];
        await _shelf.CopyAsync(name, Root, cancellationToken);
        string served = name[(slash + 1)..];
        if (alias is not null && alias != served)
        {
            string to = Path.Combine(Root, system, alias);
            Directory.CreateDirectory(Path.GetDirectoryName(to)!);
            Directory.Move(Path.Combine(Root, name), to);
            served = alias;
        }

        if (system != "git" && !_others.ContainsKey(system))
        {
            _others.Add(system, await OtherServers.StartAsync(system, Root, cancellationToken));
        }

        string url = (system == "git" ? "https://git.example.org/" : _others[system].Url) + served;
        Announce($"code.example.org/{system}/{served}", system, url);
    }

    /// <summary>Serves a bare git repository from where it is, as <c>https://git.example.org/<paramref name="name"/></c>.</summary>
    public void Lend(string repository, string name)
    {
        string git = Directory.CreateDirectory(Path.Combine(Root, "git")).FullName;
        File.CreateSymbolicLink(Path.Combine(git, name), repository);
    }

    /// <summary>Puts another go-import tag on the page.</summary>
    public void Announce(string prefix, string system, string url)
    {
        _tags.Add($"<meta name=\"go-import\" content=\"{prefix} {system} {url}\">");
        WritePage();
    }

    /// <summary>Forgets what was asked of the web server.</summary>
    public void Forget() => _forgotten = _web!.Requests.Count();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_proxy is not null)
        {
            await _proxy.DisposeAsync();
        }

        foreach (var (server, _) in _others.Values)
        {
            await server.DisposeAsync();
        }

        if (_web is not null)
        {
            await _web.DisposeAsync();
        }

        _authority.Dispose();
    }

    private void WritePage() => File.WriteAllText(Path.Combine(_private, "code.html"), $"<html><head>\n{string.Join('\n', _tags)}\n</head></html>\n");
}
