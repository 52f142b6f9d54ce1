using System.Collections.Concurrent;
using System.Globalization;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;

namespace Sutler.TestKit.Chaos;

/// <summary>An upstream that has any number of modules and a checksum database, and fails in all the ways that upstreams do.</summary>
/// <remarks>
/// What is asked for often enough is answered rightly in the end; nothing that exists is ever said to be absent. What is faulty is drawn from
/// one random source, so a seed gives the same faults for the same order of requests.
/// </remarks>
public sealed class ChaosUpstream : IAsyncDisposable
{
    // Behind so many bad answers to one target comes a good one, so that there is progress.
    private const int MostFaults = 3;
    private const double FaultRate = 0.35;

    private readonly ConcurrentDictionary<int, ChaosModule> _modules = new();
    private readonly ConcurrentDictionary<string, int> _faults = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Gate> _stalled = new();
    private readonly ScriptedUpstream _server;
    private readonly TestChecksumDatabase _database;
    private readonly Activity _activity;
    private readonly Random _random;
    private bool _isHonest;

    private ChaosUpstream(ScriptedUpstream server, int seed, Activity activity)
    {
        (_server, _activity) = (server, activity);
        _random = new Random(seed);
        _database = new TestChecksumDatabase(hashes: (path, _) => Find(path)?.Hashes);
        // More than one full tile, so that there are levels.
        _database.Grow(300);
        server.Otherwise = Answer;
    }

    /// <summary>Where it is.</summary>
    public string Url => _server.Url;

    /// <summary>GOSUMDB for its database, which is asked through the proxy.</summary>
    public string GoSumDb => _database.VerifierText;

    /// <summary>The key that clients of the database believe.</summary>
    public VerifierKey Key => _database.Key;

    /// <summary>Whether it fails at all.</summary>
    public bool IsHonest
    {
        get => Volatile.Read(ref _isHonest);
        set => Volatile.Write(ref _isHonest, value);
    }

    /// <summary>How often each kind of fault was played.</summary>
    public ConcurrentDictionary<string, int> Played { get; } = new(StringComparer.Ordinal);

    /// <summary>Starts it.</summary>
    public static async Task<ChaosUpstream> StartAsync(int seed, Activity activity) => new(await ScriptedUpstream.StartAsync(), seed, activity);

    /// <summary>The module of a number.</summary>
    public ChaosModule Module(int number) => _modules.GetOrAdd(number, static n => new ChaosModule(n));

    /// <summary>Lets go on what was held in the middle of a body.</summary>
    public void Release()
    {
        while (_stalled.TryDequeue(out var gate))
        {
            gate.Open();
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Release();
        await _server.DisposeAsync();
    }

    private ChaosModule? Find(string path) =>
        path.StartsWith("chaos.example/m", StringComparison.Ordinal) && int.TryParse(path["chaos.example/m".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? Module(number) : null;

    private Reply Answer(RecordedRequest request)
    {
        _activity.Signal();
        var truth = Truth(request.Target);
        // One way or another the database always says that it is there: a client that has asked once asks nobody else.
        return IsHonest || truth.Status != 200 || request.Target.EndsWith("/supported", StringComparison.Ordinal) ? truth : Perhaps(request.Target, truth);
    }

    private Reply Truth(string target)
    {
        if (target.StartsWith("/sumdb/", StringComparison.Ordinal))
        {
            var answer = _database.Handle(Uri.UnescapeDataString(target));
            return new Reply { Status = answer.Status, Body = answer.Body, Headers = [("Content-Type", answer.ContentType)] };
        }

        var end = target.IndexOf("/@v/", StringComparison.Ordinal);
        return end > 0 && Find(target[1..end])?.Bodies.GetValueOrDefault(target) is { } body
            ? target.EndsWith(".zip", StringComparison.Ordinal) ? Reply.File(body, $"\"{body.Length}\"") : Reply.Bytes(body)
            : Reply.Failure(404, "not found: no such thing");
    }

    private Reply Perhaps(string target, Reply truth)
    {
        int kind, at;
        lock (_random)
        {
            if (_random.NextDouble() > FaultRate || _faults.GetValueOrDefault(target) >= MostFaults)
            {
                return truth;
            }

            _faults[target] = _faults.GetValueOrDefault(target) + 1;
            (kind, at) = (_random.Next(8), _random.Next(truth.Body.Length));
        }

        var (name, reply) = Fault(kind, at, target, truth);
        Played.AddOrUpdate(name, 1, static (_, count) => count + 1);
        return reply;
    }

    private (string Name, Reply Reply) Fault(int kind, int at, string target, Reply truth) => kind switch
    {
        0 => ("hang up", new Reply { HangUp = true }),
        1 => ("500", Reply.Failure(500, "broken")),
        2 => ("503", Reply.Failure(503, "busy")),
        3 => ("reset in the body", truth with { ResetAfter = at }),
        4 => ("body that ends early", truth with { Body = truth.Body[..at], ClaimedLength = truth.Body.Length, HasRanges = false }),
        5 when !target.EndsWith("/list", StringComparison.Ordinal) => ("page of a portal", Reply.Text("<html><body>Please log in</body></html>") with { Headers = [("Content-Type", "text/html")] }),
        6 => ("held in the body", truth with { StallAfter = at, InBody = Hold(), HasRanges = false }),
        // What no checksum covers cannot be told from the truth by anybody.
        _ when IsCovered(target) => ("wrong byte", truth with { Body = Flipped(truth.Body, target.EndsWith(".zip", StringComparison.Ordinal) ? InContent(at, truth.Body.Length) : at) }),
        _ => ("502", Reply.Failure(502, "no gateway")),
    };

    private static bool IsCovered(string target) =>
        target.EndsWith(".mod", StringComparison.Ordinal) || target.EndsWith(".zip", StringComparison.Ordinal) || target.StartsWith("/sumdb/", StringComparison.Ordinal);

    // An h1 hash says nothing of a zip's dates and other such bytes, which stand at its ends and are as true in one form as in another.
    private static int InContent(int at, int length) => (length * 3 / 10) + (at * 3 / 10);

    private Gate Hold()
    {
        var gate = new Gate();
        _stalled.Enqueue(gate);
        if (IsHonest)
        {
            Release();
        }

        return gate;
    }

    private static byte[] Flipped(ReadOnlyMemory<byte> body, int at)
    {
        var flipped = body.ToArray();
        flipped[at] ^= 0x10;
        return flipped;
    }
}
