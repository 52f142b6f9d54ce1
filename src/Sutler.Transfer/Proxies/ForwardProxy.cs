using System.Net;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Proxies;

/// <summary>What is left to .NET of going through a proxy: plain http requests, and SOCKS. Tunnels are <see cref="Http.ProxyTunnel"/>'s.</summary>
/// <remarks>
/// .NET tells an HTTP proxy who asks only after being asked by 407, where go says it at once: those credentials go out with the request
/// itself. Only SOCKS has them from here.
/// </remarks>
internal sealed class ForwardProxy(EnvironmentProxy proxy) : IWebProxy, ICredentials
{
    /// <inheritdoc/>
    public ICredentials? Credentials
    {
        get => this;
        set => throw new NotSupportedException("credentials of a proxy stand in its URL");
    }

    /// <inheritdoc/>
    public Uri? GetProxy(Uri destination) =>
        Url.TryParse(destination.OriginalString, out var target, out _) && proxy.For(target) is { } found && proxy.TunnelFor(target) is null
            ? ToUri(found)
            : null;

    /// <inheritdoc/>
    public bool IsBypassed(Uri host) => GetProxy(host) is null;

    /// <inheritdoc/>
    public NetworkCredential? GetCredential(Uri uri, string authType) =>
        proxy.All.FirstOrDefault(known => IsSocks(known) && known.UserName is not null && ToUri(known).Equals(uri)) is { } found
            ? new NetworkCredential(found.UserName, found.Password ?? "")
            : null;

    private static bool IsSocks(Url url) => url.Scheme is "socks5" or "socks5h";

    // Host names are left to a SOCKS proxy with either scheme, in Go as in .NET.
    private static Uri ToUri(Url proxy)
    {
        var scheme = IsSocks(proxy) ? "socks5" : proxy.Scheme;
        var port = proxy.Port.Length == 0 && IsSocks(proxy) ? "1080" : proxy.EffectivePort.ToString();
        var host = proxy.HostName.Contains(':') ? $"[{proxy.HostName}]" : proxy.HostName;
        return new Uri($"{scheme}://{host}:{port}/");
    }
}
