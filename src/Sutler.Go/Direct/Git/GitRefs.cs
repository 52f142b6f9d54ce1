using System.Security.Cryptography;
using System.Text;
using Sutler.Go.Direct.Programs;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Direct.Git;

/// <summary>Branches and tags with the commits they stand for, as <c>git ls-remote</c> or <c>git show-ref -d</c> lists them. Immutable.</summary>
/// <remarks>An annotated tag stands for what it was put on. Spec: GIT-5.</remarks>
public sealed class GitRefs
{
    private const string TagPrefix = "refs/tags/";
    private const string Peeled = "^{}";

    private readonly Dictionary<string, string> _hashes;
    private readonly ILookup<string, string> _tagsByHash;

    private GitRefs(Dictionary<string, string> hashes)
    {
        _hashes = hashes;
        _tagsByHash = hashes.Where(pair => IsTag(pair.Key)).ToLookup(pair => pair.Value, pair => pair.Key[TagPrefix.Length..], StringComparer.Ordinal);
        HashLength = hashes.Values.FirstOrDefault()?.Length ?? 0;
    }

    /// <summary>No refs.</summary>
    public static GitRefs None { get; } = new([]);

    /// <summary>Hexadecimal digits of a hash: 40 for SHA-1, 64 for SHA-256; 0 when there are no refs.</summary>
    public int HashLength { get; }

    /// <summary>A hash of all refs, as in an Origin. Spec: REUSE-6.</summary>
    public string RepoSum => "r1:" + Sum(Sorted(_hashes.Keys).Select(name => (name, _hashes[name])));

    /// <summary>The commit of a ref such as <c>refs/heads/main</c> or <c>HEAD</c>; null when there is none.</summary>
    public string? Find(string name) => _hashes.GetValueOrDefault(name);

    /// <summary>Reads <c>hash name</c> lines; what is neither HEAD, branch nor tag is left out.</summary>
    public static GitRefs Parse(ReadOnlySpan<byte> listing)
    {
        var hashes = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var range in listing.Split((byte)'\n'))
        {
            var fields = ProgramText.Decode(listing[range]).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
            if (fields is [{ Length: 40 or 64 } hash, var name] && GitHash.IsHex(hash) && (name == "HEAD" || name.StartsWith("refs/heads/", StringComparison.Ordinal) || IsTag(name)))
            {
                hashes[name] = hash;
            }
        }

        foreach (var name in hashes.Keys.Where(name => name.EndsWith(Peeled, StringComparison.Ordinal)).ToArray())
        {
            hashes.Remove(name, out var hash);
            hashes[name[..^Peeled.Length]] = hash!;
        }

        return new GitRefs(hashes);
    }

    /// <summary>The refs whose commit begins with some digits.</summary>
    public IEnumerable<(string Name, string Hash)> StartingWith(string digits) =>
        _hashes.Where(pair => pair.Value.StartsWith(digits, StringComparison.Ordinal)).Select(pair => (pair.Key, pair.Value));

    /// <summary>The names of the tags on a commit, in no order.</summary>
    public IEnumerable<string> TagsOn(string hash) => _tagsByHash[hash];

    /// <summary>The tags that begin with <paramref name="prefix"/>, sorted by name.</summary>
    public IReadOnlyList<CodeTag> Tags(string prefix) =>
    [
        .. Sorted(_hashes.Keys.Where(name => IsTag(name) && name.AsSpan(TagPrefix.Length).StartsWith(prefix, StringComparison.Ordinal)))
            .Select(name => new CodeTag(name[TagPrefix.Length..], _hashes[name])),
    ];

    /// <summary>A hash of those tags with the prefix that could become versions or the base of pseudo-versions. Spec: REUSE-6.</summary>
    public static string TagSum(IEnumerable<CodeTag> tags, string prefix)
    {
        var directory = prefix[..(prefix.LastIndexOf('/') + 1)];
        return "t1:" + Sum(tags.Where(tag => IsVersion(tag.Name[directory.Length..])).Select(tag => (tag.Name, tag.Hash)));
    }

    /// <summary>Names in the order of their bytes.</summary>
    internal static IEnumerable<string> Sorted(IEnumerable<string> names)
    {
        string[] all = [.. names];
        return Array.TrueForAll(all, ProgramText.IsExpressible)
            ? all.Order(Utf8Order.Comparer)
            : all.OrderBy(ProgramText.Encode, Comparer<byte[]>.Create((left, right) => left.AsSpan().SequenceCompareTo(right)));
    }

    private static bool IsTag(string name) => name.StartsWith(TagPrefix, StringComparison.Ordinal);

    // Versions with something behind them count, because the base of a pseudo-version may be one.
    private static bool IsVersion(string name) =>
        SemanticVersion.Canonical(name) is { Length: > 0 } canonical && name.StartsWith(canonical, StringComparison.Ordinal) && !PseudoVersion.Is(name);

    private static string Sum(IEnumerable<(string Name, string Hash)> refs)
    {
        using var sum = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var (name, hash) in refs)
        {
            sum.AppendData(Encoding.UTF8.GetBytes($"{GoQuoting.Quote(name)} {hash}\n"));
        }

        return Convert.ToBase64String(sum.GetHashAndReset());
    }
}
