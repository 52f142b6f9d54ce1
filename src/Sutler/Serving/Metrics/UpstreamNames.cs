using Sutler.Go.Checksums;
using Sutler.Go.Sources;
using Sutler.Transfer.Urls;

namespace Sutler.Serving.Metrics;

/// <summary>What upstreams are called in metrics: those of the configuration by host, all the rest together. Pure.</summary>
/// <remarks>Which hosts the rest are is said by whoever asks for modules: their number has no bound, and their names may be secret.</remarks>
internal sealed class UpstreamNames
{
    /// <summary>The name of all hosts that are only found by the modules that somebody asks for, or by redirects.</summary>
    public const string Other = "other";

    private readonly Dictionary<string, string> _names = new(StringComparer.Ordinal);

    /// <summary>Names the hosts of proxies and of checksum databases.</summary>
    public UpstreamNames(IEnumerable<ProxyListEntry> proxies, IEnumerable<ChecksumDatabaseSettings> databases)
    {
        var urls = proxies.Where(entry => entry.IsProxy).Select(entry => Url.Parse(entry.Url)).Concat(databases.Select(database => database.ExplicitUrl ?? database.Direct));
        foreach (var url in urls.Where(url => url.Scheme is "http" or "https"))
        {
            if (_names.TryAdd(url.Origin, url.Host.ToLowerInvariant()))
            {
                Hosts.Add((url.Host.ToLowerInvariant(), url));
            }
        }
    }

    /// <summary>The hosts that have names, and a URL there.</summary>
    public List<(string Name, Url Url)> Hosts { get; } = [];

    /// <summary>The name of the host of a URL: <c>HOST</c> or <c>HOST:PORT</c>, as it was configured, without user and path.</summary>
    public string Of(Url url) => _names.GetValueOrDefault(url.Origin, Other);
}
