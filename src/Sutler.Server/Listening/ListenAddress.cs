using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Sutler.Errors;

namespace Sutler.Server.Listening;

/// <summary>Where a server listens: <c>HOST:PORT</c> with an address, <c>localhost</c>, or nothing or <c>*</c> for all addresses.</summary>
/// <remarks>Other names are refused: what they mean depends on who is asked, and whether that is loopback must be certain.</remarks>
public sealed record ListenAddress
{
    private ListenAddress(IPAddress address, int port) => (Address, Port) = (address, port);

    /// <summary>Where a server listens that nobody told: loopback alone.</summary>
    public static ListenAddress Default { get; } = new(IPAddress.Loopback, 7878);

    /// <summary>The address.</summary>
    public IPAddress Address { get; }

    /// <summary>The port; 0 for any that is free.</summary>
    public int Port { get; }

    /// <summary>Whether only this machine can reach it.</summary>
    public bool IsLoopback => IPAddress.IsLoopback(Address);

    /// <summary>Reads a text, or says what is wrong with it.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out ListenAddress? address, [NotNullWhen(false)] out ParseError? error)
    {
        (address, error) = (null, null);
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !ushort.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port))
        {
            error = new ParseError("must be HOST:PORT, such as 127.0.0.1:7878, with a port from 0 (any that is free) to 65535");
            return false;
        }

        var host = text[..colon];
        if (host is "" or "*")
        {
            address = new ListenAddress(IPAddress.IPv6Any, port);
        }
        else if (host == "localhost")
        {
            address = new ListenAddress(IPAddress.Loopback, port);
        }
        else if (Parse(host) is { } parsed)
        {
            address = new ListenAddress(parsed, port);
        }
        else
        {
            error = new ParseError("must begin with an address such as 127.0.0.1 or [::1], with localhost, or with * for all addresses");
        }

        return address is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Address.AddressFamily == AddressFamily.InterNetworkV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";

    private static IPAddress? Parse(string host)
    {
        var isBracketed = host.StartsWith('[') && host.EndsWith(']');
        var isAddress = IPAddress.TryParse(isBracketed ? host[1..^1] : host, out var address);
        // "1" and "0x7f.0.0.1" are addresses to the parser, and nothing that anybody means.
        return isAddress && isBracketed == (address!.AddressFamily == AddressFamily.InterNetworkV6) && (isBracketed || address.ToString() == host) ? address : null;
    }
}
