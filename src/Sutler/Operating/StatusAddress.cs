using System.Net;
using Sutler.CommandLine;
using Sutler.Server.Listening;
using Sutler.Settings;
using Sutler.Transfer.Urls;

namespace Sutler.Operating;

/// <summary>Where a server's status is to be had.</summary>
internal static class StatusAddress
{
    private const string Page = "/api/status";

    /// <summary>The page at the address that was given, which may be the one for GOPROXY; without one, where the settings have this machine's server listen.</summary>
    public static Url Of(string? server, ServerSettings settings)
    {
        if (server is null)
        {
            return Url.Parse(Root(settings) + Page);
        }

        var root = server.TrimEnd('/');
        root = root.EndsWith("/go", StringComparison.Ordinal) ? root[..^"/go".Length] : root;
        return Url.TryParse(root, out var url, out _) && url is { Scheme: "http" or "https", Host.Length: > 0, UserName: null, Path: "", Query: "", Fragment: "" }
            ? Url.Parse(root + Page)
            : throw CommandLookup.Misuse($"sutler status: --server {Shown(server)}: must be the address of a server, such as http://127.0.0.1:7878", "sutler help status");
    }

    /// <summary>Whether nobody on the way there can read what is sent.</summary>
    public static bool KeepsSecrets(Url page) =>
        page.Scheme == "https" || page.HostName == "localhost" || (IPAddress.TryParse(page.HostName, out var address) && IPAddress.IsLoopback(address));

    private static string Root(ServerSettings settings)
    {
        var listen = settings.Listen ?? ListenAddress.Default;
        var all = listen.Address.Equals(IPAddress.Any) || listen.Address.Equals(IPAddress.IPv6Any);
        var host = all ? $"localhost:{listen.Port}" : listen.ToString();
        return $"{(settings.TlsCertificate is null ? "http" : "https")}://{host}";
    }

    // Perhaps with a password.
    private static string Shown(string server) => Url.TryParse(server, out var url, out _) ? url.Redacted : "(no address)";
}
