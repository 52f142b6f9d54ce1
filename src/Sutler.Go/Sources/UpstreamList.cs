using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Sources;

/// <summary>
/// A list in the form of GOPROXY, in which an element may be a group of proxies that share the modules by weight:
/// <c>https://a=95;https://b=5,direct</c>. Pure. ADR 24.
/// </summary>
/// <remarks>
/// The path of a module alone says which member of a group it comes from, in every process: its list and its versions come from one source. A
/// member whose weight grows at the cost of its neighbour keeps the modules that it has. There is no failover within a group: the separator behind
/// it says what follows a failure, as behind any element.
/// </remarks>
public sealed class UpstreamList
{
    private const int MostWeight = 1_000_000;
    private static readonly char[] Separators = [',', '|'];
    private readonly IReadOnlyList<(IReadOnlyList<Member> Members, string Separator)> _elements;

    private UpstreamList(IReadOnlyList<(IReadOnlyList<Member> Members, string Separator)> elements) => _elements = elements;

    /// <summary>The list with the first member of each group in its place; for what is not about a module.</summary>
    public string Main => Text(static members => members[0]);

    /// <summary>Every proxy and keyword that stands in the list.</summary>
    public IReadOnlyList<ProxyListEntry> Members => [.. _elements.SelectMany(static element => element.Members).Where(static member => member.Text.Trim().Length > 0).SelectMany(static member => ProxyList.Parse(member.Text, new GlobList("")))];

    /// <summary>Reads a list; throws <see cref="SutlerException"/> for what cannot be read.</summary>
    public static UpstreamList Parse(string text)
    {
        List<(IReadOnlyList<Member>, string)> elements = [];
        for (var rest = text; rest.Length > 0;)
        {
            var end = rest.IndexOfAny(Separators);
            var (element, separator) = end < 0 ? (rest, "") : (rest[..end], rest[end].ToString());
            rest = end < 0 ? "" : rest[(end + 1)..];
            elements.Add((element.Contains(';', StringComparison.Ordinal) ? Group(element) : [new Member(element, 1)], separator));
            if (element.Trim() is ProxyListEntry.Direct or ProxyListEntry.Off)
            {
                break;
            }
        }

        var list = new UpstreamList(elements);
        _ = ProxyList.Parse(list.Main, new GlobList(""));
        return list;
    }

    /// <summary>A list without groups, as GOPROXY is read; nothing is checked.</summary>
    public static UpstreamList Plain(string goproxy) => new([([new Member(goproxy, 1)], "")]);

    /// <summary>The list for a module, in the form of GOPROXY.</summary>
    public string For(ModulePath path)
    {
        var position = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path.Text)));
        return Text(members => Choose(members, position));
    }

    /// <summary>The list with one proxy in the place of each group that it is a member of, and the others as for the module.</summary>
    /// <param name="path">The module.</param>
    /// <param name="publicUrl">The proxy, as <see cref="ProxyListEntry.PublicUrl"/> names it.</param>
    public string For(ModulePath path, string publicUrl)
    {
        var position = BinaryPrimitives.ReadUInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(path.Text)));
        return Text(members => members.FirstOrDefault(member => IsGroup(members) && member.PublicUrl == publicUrl) ?? Choose(members, position));
    }

    /// <summary>Whether a group has this proxy, as <see cref="ProxyListEntry.PublicUrl"/> names it.</summary>
    public bool HasMember(string publicUrl) => _elements.Any(element => IsGroup(element.Members) && element.Members.Any(member => member.PublicUrl == publicUrl));

    private static bool IsGroup(IReadOnlyList<Member> members) => members.Count > 1;

    private static List<Member> Group(string element)
    {
        List<Member> members = [.. element.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(ParseMember)];
        return members.Count > 1 && members.Sum(static member => (long)member.Weight) > 0
            ? members
            : throw new SutlerException("a group of sources has two or more of them, and not all weights are 0");
    }

    private static Member ParseMember(string text)
    {
        var end = text.LastIndexOf('=');
        if (end <= 0 || !int.TryParse(text.AsSpan(end + 1).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var weight) || weight > MostWeight)
        {
            throw new SutlerException($"each source of a group needs a weight from 0 to {MostWeight}, as in https://a.example.com=95;https://b.example.com=5");
        }

        var member = new Member(text[..end].Trim(), weight);
        return ProxyList.Parse(member.Text, new GlobList("")) is [{ IsProxy: true } proxy]
            ? member with { PublicUrl = proxy.PublicUrl }
            : throw new SutlerException("each source of a group must be the URL of a proxy");
    }

    // Shares of the whole range of positions, in the order in which the members are named.
    private static Member Choose(IReadOnlyList<Member> members, ulong position)
    {
        var total = members.Sum(static member => (long)member.Weight);
        var share = (long)(((UInt128)position * (ulong)total) >> 64);
        foreach (var member in members)
        {
            share -= member.Weight;
            if (share < 0)
            {
                return member;
            }
        }

        throw new System.Diagnostics.UnreachableException("a position lies below all weights together");
    }

    private string Text(Func<IReadOnlyList<Member>, Member> choose) => string.Concat(_elements.Select(element => choose(element.Members).Text + element.Separator));

    private sealed record Member(string Text, int Weight)
    {
        public string PublicUrl { get; init; } = "";
    }
}
