using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sutler.Transfer.Proxies;

/// <summary>NO_PROXY: the hosts that are reached directly, by Go's rules.</summary>
/// <remarks>
/// Comma-separated: an address, a network (<c>10.0.0.0/8</c>), a name with all names below it, <c>.name</c> or <c>*.name</c> for
/// those below only, each but a network with an optional port; <c>*</c> for everything. What cannot be read is ignored.
/// </remarks>
internal sealed class NoProxyRules
{
    private readonly List<(string Suffix, string Port, bool Itself)> _names = [];
    private readonly List<(IPAddress Network, int Bits, string Port)> _addresses = [];
    private bool _everything;

    /// <summary>Reads the variable's text.</summary>
    public static NoProxyRules Parse(string text)
    {
        var rules = new NoProxyRules();
        foreach (var element in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (element is "*")
            {
                rules._everything = true;
                break;
            }
            rules.Add(element.ToLowerInvariant());
        }
        return rules;
    }

    /// <summary>Whether requests to the host go direct.</summary>
    /// <param name="host">Name or address without brackets.</param>
    /// <param name="port">The port in force.</param>
    public bool Matches(string host, string port)
    {
        host = host.Trim().ToLowerInvariant();
        if (host is "localhost")
        {
            return true;
        }
        if (TryParseAddress(host, out var address))
        {
            return IPAddress.IsLoopback(address) || _everything || _addresses.Any(rule => PortFits(rule.Port, port) && Contains(rule.Network, rule.Bits, address));
        }
        return _everything || _names.Any(rule => PortFits(rule.Port, port)
            && (host.EndsWith(rule.Suffix, StringComparison.Ordinal) || (rule.Itself && rule.Suffix.AsSpan(1).SequenceEqual(host))));
    }

    /// <summary>A name in its ASCII form; as is when it has none.</summary>
    public static string ToAscii(string host)
    {
        try
        {
            return host.All(char.IsAscii) ? host : new IdnMapping().GetAscii(host);
        }
        catch (ArgumentException)
        {
            return host;
        }
    }

    private void Add(string element)
    {
        if (element.IndexOf('/') is var slash and > 0 && TryParseAddress(element[..slash], out var network)
            && int.TryParse(element.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var bits)
            && bits <= (network.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
        {
            _addresses.Add((network, bits, ""));
            return;
        }
        var (host, port) = SplitPort(element);
        if (host.Length == 0)
        {
            return;
        }
        if (TryParseAddress(host, out var address))
        {
            _addresses.Add((address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128, port));
            return;
        }
        host = host.StartsWith("*.", StringComparison.Ordinal) ? host[1..] : host;
        var itself = host[0] != '.';
        // Without the dot: an empty label has no ASCII form.
        _names.Add(("." + ToAscii(itself ? host : host[1..]), port, itself));
    }

    // A text with several colons and no brackets is an address without port.
    private static (string Host, string Port) SplitPort(string element)
    {
        if (element.StartsWith('[') && element.IndexOf("]:", StringComparison.Ordinal) is var end and > 0)
        {
            return (element[1..end], element[(end + 2)..]);
        }
        var colon = element.IndexOf(':');
        return colon >= 0 && colon == element.LastIndexOf(':') ? (element[..colon], element[(colon + 1)..]) : (element, "");
    }

    private static bool PortFits(string rule, string port) => rule.Length == 0 || string.Equals(rule, port, StringComparison.Ordinal);

    private static bool Contains(IPAddress network, int bits, IPAddress address)
    {
        var (left, right) = (network.GetAddressBytes(), address.GetAddressBytes());
        if (left.Length != right.Length)
        {
            return false;
        }
        for (var i = 0; i < left.Length && bits > 0; i++, bits -= 8)
        {
            var mask = bits >= 8 ? 0xFF : 0xFF << (8 - bits);
            if (((left[i] ^ right[i]) & mask) != 0)
            {
                return false;
            }
        }
        return true;
    }

    // .NET also reads "1", "0x7f.1" and "010.0.0.1" as addresses; here those are names.
    private static bool TryParseAddress(string text, out IPAddress address)
    {
        address = IPAddress.None;
        var looksRight = text.Contains(':')
            ? !text.StartsWith('[')
            : text.Split('.') is { Length: 4 } parts && parts.All(p => p.Length is > 0 and <= 3 && p.All(char.IsAsciiDigit) && (p.Length == 1 || p[0] != '0'));
        if (!looksRight || !IPAddress.TryParse(text, out var parsed))
        {
            return false;
        }
        address = parsed.IsIPv4MappedToIPv6 ? parsed.MapToIPv4() : parsed;
        return true;
    }
}
