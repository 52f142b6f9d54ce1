using System.Net;
using System.Net.Sockets;

namespace Sutler.Server.Identity;

/// <summary>How many wrong tokens an address may show: twenty at once, then one every ten seconds.</summary>
/// <remarks>
/// While an address has no more, all that it shows is refused, a right token too: else it could go on guessing. Of IPv6 the first 64 bits
/// count, of which anybody has more addresses than can be listed. At most so many addresses are remembered; the one that was quiet
/// for the longest is forgotten first.
/// </remarks>
internal sealed class GuessLimit(TimeProvider time)
{
    private const int Most = 20;
    private const int MostAddresses = 10_000;
    private static readonly TimeSpan OneMore = TimeSpan.FromSeconds(10);
    private readonly Lock _gate = new();
    private readonly Dictionary<IPAddress, (double Wrong, long At)> _wrong = [];

    /// <summary>Whether the address has used up its guesses, and how long it has to wait.</summary>
    public TimeSpan? Wait(IPAddress address)
    {
        lock (_gate)
        {
            var wrong = Now(Key(address));
            return wrong <= Most - 1 ? null : OneMore * (wrong - (Most - 1));
        }
    }

    /// <summary>The address has shown a wrong token.</summary>
    public void Missed(IPAddress address)
    {
        lock (_gate)
        {
            var key = Key(address);
            var wrong = Now(key);
            if (_wrong.Count >= MostAddresses && !_wrong.ContainsKey(key))
            {
                _wrong.Remove(_wrong.MinBy(static one => one.Value.At).Key);
            }

            _wrong[key] = (wrong + 1, time.GetTimestamp());
        }
    }

    private double Now(IPAddress key) =>
        _wrong.TryGetValue(key, out var known) ? Math.Max(0, known.Wrong - (time.GetElapsedTime(known.At) / OneMore)) : 0;

    private static IPAddress Key(IPAddress address)
    {
        if (address.AddressFamily != AddressFamily.InterNetworkV6 || address.IsIPv4MappedToIPv6)
        {
            return address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
