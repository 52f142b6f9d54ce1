using System.Net;
using System.Net.Sockets;

namespace Sutler.Serving;

/// <summary>Which addresses the world can reach: a server must not be sent to others by the names that strangers ask it for. Pure.</summary>
/// <remarks>RFC 6890 and its successors: IANA's registries of special-purpose addresses.</remarks>
internal static class PublicAddresses
{
    private static readonly IPNetwork[] Others =
    [
        .. new[]
        {
            "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24",
            "192.168.0.0/16", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4",
            "::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "100::/64", "2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10", "ff00::/8",
        }.Select(IPNetwork.Parse),
    ];

    /// <summary>Why an address is not to be visited; null when it is public.</summary>
    public static string? Refuse(IPAddress address)
    {
        var plain = address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        return plain.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6 && !Others.Any(network => network.BaseAddress.AddressFamily == plain.AddressFamily && network.Contains(plain))
            ? null
            : $"{address} is no public address, and the module is not private here (GOPRIVATE, GONOPROXY)";
    }
}
