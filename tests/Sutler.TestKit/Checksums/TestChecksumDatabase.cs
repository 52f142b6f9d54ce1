using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using Sutler.GoModules.Modules;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Serving;

namespace Sutler.TestKit.Checksums;

/// <summary>The two hashes of a module version.</summary>
public sealed record ModuleHashes(string Zip, string GoMod);

/// <summary>A checksum database of our own, which tells the truth until told otherwise. Thread-safe.</summary>
/// <remarks>
/// <see cref="Handle"/> serves <c>/supported</c>, <c>/latest</c>, <c>/lookup/…</c> and <c>/tile/…</c>, also behind
/// <c>/sumdb/&lt;name&gt;</c> as a proxy does. A fork is a copy that goes on by itself; a shrunken log is one with
/// <see cref="ServedSize"/>; lies and failures are made with <see cref="Change"/>.
/// </remarks>
public sealed class TestChecksumDatabase : IChecksumEndpoint
{
    private readonly Lock _lock = new();
    private readonly NoteSigner _signer;
    private readonly Func<string, string, ModuleHashes?> _hashes;
    private readonly List<byte[]> _records = [];
    private readonly List<LogHash> _stored = [];
    private readonly Dictionary<string, long> _numbers = [];
    private readonly List<(string Prefix, Func<TestAnswer, TestAnswer> Change)> _changes = [];

    /// <summary>A database without records.</summary>
    /// <param name="signer">Who signs its heads; the published key without one.</param>
    /// <param name="hashes">Hashes of modules nobody added, or null for one that does not exist; records are added when asked for.</param>
    public TestChecksumDatabase(NoteSigner? signer = null, Func<string, string, ModuleHashes?>? hashes = null)
    {
        _signer = signer ?? NoteSigner.Published;
        _hashes = hashes ?? ((_, _) => null);
    }

    public string Name => _signer.Name;

    public VerifierKey Key => _signer.Verifier;

    /// <summary>GOSUMDB for a database reached through GOPROXY or under its name.</summary>
    public string VerifierText => _signer.VerifierText;

    public NoteSigner Signer => _signer;

    /// <summary>Paths asked for, without the part a proxy adds.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Sign only the beginning of the log, as if it had not grown yet.</summary>
    public long? ServedSize { get; set; }

    /// <summary>Serve tiles that are full only as full ones.</summary>
    public bool DropsPartialTiles { get; set; }

    public long Size
    {
        get
        {
            lock (_lock)
            {
                return _records.Count;
            }
        }
    }

    /// <summary>Adds the record of a module.</summary>
    public long Add(string path, string version, string zipHash, string goModHash) =>
        AddText(path, version, $"{path} {version} {zipHash}\n{path} {version}/go.mod {goModHash}\n");

    /// <summary>Adds any text as the record of a module.</summary>
    public long AddText(string path, string version, string text)
    {
        lock (_lock)
        {
            var number = Append(Encoding.UTF8.GetBytes(text));
            _numbers[path + "@" + version] = number;
            return number;
        }
    }

    /// <summary>Adds records of modules nobody asks for.</summary>
    public void Grow(int records)
    {
        for (var i = 0; i < records; i++)
        {
            var path = string.Create(CultureInfo.InvariantCulture, $"filler.test/m{Size}");
            Add(path, "v1.0.0", "h1:zip=", "h1:mod=");
        }
    }

    /// <summary>A copy that shares the past and nothing else.</summary>
    public TestChecksumDatabase Fork()
    {
        lock (_lock)
        {
            var fork = new TestChecksumDatabase(_signer, _hashes);
            fork._records.AddRange(_records);
            fork._stored.AddRange(_stored);
            foreach (var (module, number) in _numbers)
            {
                fork._numbers.Add(module, number);
            }

            return fork;
        }
    }

    /// <summary>From now on, answers to paths with this beginning are changed.</summary>
    public void Change(string pathPrefix, Func<TestAnswer, TestAnswer> change)
    {
        lock (_lock)
        {
            _changes.Add((pathPrefix, change));
        }
    }

    /// <summary>From now on, paths with this beginning fail.</summary>
    public void Fail(string pathPrefix, int status) => Change(pathPrefix, _ => TestAnswer.Failure(status, "as told"));

    /// <summary>Tell the truth again.</summary>
    public void Repair()
    {
        lock (_lock)
        {
            _changes.Clear();
        }
    }

    /// <summary>The hash over the first records.</summary>
    public LogHash HashOf(long size)
    {
        lock (_lock)
        {
            return RangeHash(0, size);
        }
    }

    /// <summary>The signed head of the first records.</summary>
    public byte[] SignedHead(long size) => _signer.Sign(TreeHead.Create(size, HashOf(size)).ToString());

    /// <summary>The whole answer to a lookup, with a head of any size.</summary>
    public byte[] Answer(long number, byte[] signedHead)
    {
        lock (_lock)
        {
            return [.. Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)), (byte)'\n', .. _records[(int)number], (byte)'\n', .. signedHead];
        }
    }

    /// <summary>Answers a request for a path, starting with a slash.</summary>
    public TestAnswer Handle(string path)
    {
        var proxied = "/sumdb/" + Name;
        var inner = path.StartsWith(proxied + "/", StringComparison.Ordinal) ? path[proxied.Length..] : path;
        Requests.Enqueue(inner);
        lock (_lock)
        {
            var answer = Truth(inner);
            foreach (var (prefix, change) in _changes)
            {
                answer = inner.StartsWith(prefix, StringComparison.Ordinal) ? change(answer) : answer;
            }

            return answer;
        }
    }

    (int Status, byte[] Body) IChecksumEndpoint.Answer(string path) => Handle(path) is var answer ? (answer.Status, answer.Body) : default;

    private TestAnswer Truth(string path)
    {
        const string Lookup = "/lookup/";
        return path switch
        {
            "/supported" => TestAnswer.Text([]),
            "/latest" => TestAnswer.Text(SignedHead(ServedSize ?? _records.Count)),
            _ when path.StartsWith(Lookup, StringComparison.Ordinal) => LookUp(path[Lookup.Length..]),
            _ when TileCoordinate.TryParse(path[1..], out var tile, out _) => TileOf(tile),
            _ => TestAnswer.Failure(404, "404 page not found"),
        };
    }

    private TestAnswer LookUp(string escaped)
    {
        if (!ModulePathRules.TryUnescape(escaped, out var module) || module.Split('@') is not [var path, var version])
        {
            return TestAnswer.Failure(400, "invalid module@version syntax");
        }

        if (!_numbers.ContainsKey(module))
        {
            if (_hashes(path, version) is not { } hashes)
            {
                return TestAnswer.Failure(404, $"not found: {module}");
            }

            Add(path, version, hashes.Zip, hashes.GoMod);
        }

        return TestAnswer.Text(Answer(_numbers[module], SignedHead(ServedSize ?? _records.Count)));
    }

    private TestAnswer TileOf(TileCoordinate tile)
    {
        var nodes = (long)_records.Count >> tile.TreeLevel;
        var first = tile.Number << tile.Height;
        var hasFilledUp = DropsPartialTiles && !tile.IsFull && first + tile.Full.Width <= nodes;
        if (tile.Level == TileCoordinate.DataLevel || first + tile.Width > nodes || hasFilledUp)
        {
            return TestAnswer.Failure(404, "not found");
        }

        var body = new byte[tile.ByteCount];
        for (var i = 0; i < tile.Width; i++)
        {
            _stored[(int)StoredHash.Index(tile.TreeLevel, first + i)].CopyTo(body.AsSpan(i * LogHash.Length));
        }

        return TestAnswer.Bytes(body);
    }

    private long Append(byte[] record)
    {
        var number = _records.Count;
        _records.Add(record);
        var hash = LogHash.OfRecord(record);
        _stored.Add(hash);
        for (var (level, n) = (0, number); (n & 1) == 1; level++, n >>= 1)
        {
            hash = LogHash.OfNode(_stored[(int)StoredHash.Index(level, n - 1)], hash);
            _stored.Add(hash);
        }

        return number;
    }

    // RFC 6962, 2.1, word for word; whole subtrees come from the stored hashes to stay fast.
    private LogHash RangeHash(long low, long high)
    {
        var length = high - low;
        if (length == 0)
        {
            return LogHash.EmptyTree;
        }

        if (long.IsPow2(length))
        {
            var level = (int)long.Log2(length);
            return _stored[(int)StoredHash.Index(level, low >> level)];
        }

        var left = 1L << (int)long.Log2(length - 1);
        return LogHash.OfNode(RangeHash(low, low + left), RangeHash(low + left, high));
    }
}
