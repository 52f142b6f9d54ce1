using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Sutler.Errors;
using Sutler.Transfer.Urls;

namespace Sutler.Transfer.Http;

/// <summary>A host, on one port or on all: <c>proxy.corp</c>, <c>proxy.corp:8443</c>, <c>10.0.0.1</c>, <c>[::1]:443</c>.</summary>
/// <remarks>Names are compared without case. No wildcards: who leaves out a check says for whom.</remarks>
public readonly record struct HostPattern
{
    private readonly string? _host;
    private readonly int _port;

    private HostPattern(string host, int port) => (_host, _port) = (host, port);

    /// <summary>The name in lower case or the address without brackets; throws on <c>default</c>, which names no host.</summary>
    public string Host => _host ?? throw new InvalidOperationException("default(HostPattern) names no host");

    /// <summary>Parses <paramref name="text"/>, or says in <paramref name="error"/> what is wrong with it.</summary>
    public static bool TryParse(string text, out HostPattern pattern, [NotNullWhen(false)] out ParseError? error)
    {
        pattern = default;
        var (host, port) = Split(text);
        if (text.Contains('*'))
        {
            error = new ParseError("wildcards are not allowed; name each host");
            return false;
        }

        if (text.Contains('/') || text.Contains('@'))
        {
            error = new ParseError("must be a host name or host:port, not a URL");
            return false;
        }

        if (Uri.CheckHostName(host) == UriHostNameType.Unknown || host.Any(c => !char.IsAscii(c)))
        {
            error = new ParseError("not a host name or address");
            return false;
        }

        var number = 0;
        if (port is not null && !(int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= ushort.MaxValue))
        {
            error = new ParseError("the port must be a number from 1 to 65535");
            return false;
        }

        pattern = new HostPattern(host.ToLowerInvariant(), number);
        error = null;
        return true;
    }

    /// <summary>Whether requests to <paramref name="url"/> go to this host.</summary>
    public bool Matches(Url url) => MatchesName(url.HostName) && (_port == 0 || url.EffectivePort == _port);

    /// <summary>Whether the host has this name, whatever the port.</summary>
    public bool MatchesName(string name) => string.Equals(Host, name, StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public override string ToString()
    {
        var host = Host.Contains(':') ? $"[{Host}]" : Host;
        return _port == 0 ? host : string.Create(CultureInfo.InvariantCulture, $"{host}:{_port}");
    }

    private static (string Host, string? Port) Split(string text)
    {
        if (text.StartsWith('[') && text.IndexOf(']') is var end and > 0)
        {
            return text[(end + 1)..] switch
            {
                "" => (text[1..end], null),
                [':', .. var port] => (text[1..end], port),
                _ => ("", null),
            };
        }

        // Several colons without brackets are an address.
        var colon = text.IndexOf(':');
        return colon >= 0 && colon == text.LastIndexOf(':') ? (text[..colon], text[(colon + 1)..]) : (text, null);
    }
}
