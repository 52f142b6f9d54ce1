using System.Globalization;
using System.Security.Cryptography;
using Sutler.TestKit;
using Sutler.TestKit.Chaos;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Scripts.Serving;

/// <summary>
/// Kills <c>sutler serve</c> in the middle of its work, again and again over the same data, between clients that ask and an upstream that
/// fails in all ways. Architecture, section 6; docs/concepts/storage.md.
/// </summary>
/// <remarks><c>SUTLER_CHAOS_KILLS=100</c> for the long run; <c>SUTLER_CHAOS_SEED</c> for the faults of an earlier one.</remarks>
public sealed class KilledServerTests(ScriptWorld world, ITestOutputHelper output) : IAsyncLifetime
{
    private const int Clients = 12;
    private const int FreshModules = 5;
    private const int MostAttempts = 5;

    // Ten times what it takes; on a busy machine everything takes longer.
    private static readonly TimeSpan LongestStart = TimeSpan.FromSeconds(15);

    // Clients that are all held in a body do nothing more, and that is a moment to kill as good as any.
    private static readonly TimeSpan LongestLife = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan UsualStart = TimeSpan.FromMilliseconds(150);

    private static readonly int Kills = Number("SUTLER_CHAOS_KILLS") ?? 6;
    private static readonly int Seed = Number("SUTLER_CHAOS_SEED") ?? Random.Shared.Next();

    private readonly ScratchDirectory _files = new();
    private readonly Activity _activity = new();
    private readonly ChaosLedger _ledger = new();
    private ChaosUpstream? _upstream;
    private int _known = FreshModules;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _upstream = await ChaosUpstream.StartAsync(Seed, _activity);

    public async ValueTask DisposeAsync()
    {
        await _upstream!.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task Serves_no_wrong_byte_and_loses_nothing_however_often_it_is_killed()
    {
        output.WriteLine($"seed {Seed}");
        await using var server = new MortalServer(() => RunningServe.StartAsync(world.Settings.SutlerPath, _files["home"], Environment(), "--data", _files["data"]));
        await server.StartAsync(Token);
        await KillAmongClientsAsync(server);
        Tell(server);
        Assert.Empty(_ledger.Violations);
        Assert.All(server.Starts, start => Assert.InRange(start, TimeSpan.Zero, LongestStart));
        Assert.NotEqual(0, _ledger.Completed);

        // What was hit by faults and kills can be had by now, all of it.
        await ReadAllAsync(server);
        await server.StopAsync();
        await InspectAsync();

        // And it is here: nobody else is asked.
        await _upstream!.DisposeAsync();
        await server.StartAsync(Token);
        await ReadAllAsync(server);
        await server.StopAsync();
    }

    private Dictionary<string, string> Environment() => new()
    {
        ["GOPROXY"] = _upstream!.Url,
        ["GOSUMDB"] = _upstream.GoSumDb,
    };

    private async Task KillAmongClientsAsync(MortalServer server)
    {
        var random = new Random(Seed);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var clients = Enumerable.Range(0, Clients).Select(number => ReadAsync(server, number, ending.Token)).ToList();
        for (var kill = 0; kill < Kills; kill++)
        {
            using var life = CancellationTokenSource.CreateLinkedTokenSource(Token);
            life.CancelAfter(LongestLife);
            await _activity.AdvanceAsync(random.Next(1, 120), life.Token).ContinueWith(static _ => { }, Token, TaskContinuationOptions.None, TaskScheduler.Default);
            Token.ThrowIfCancellationRequested();
            await server.KillAsync();
            _upstream!.Release();
            Volatile.Write(ref _known, _known + FreshModules);
            if (random.Next(4) == 0)
            {
                await RunningServe.StartAndKillAsync(random.NextDouble() * UsualStart, world.Settings.SutlerPath, _files["home"], Environment(), "--data", _files["data"]);
            }

            await server.StartAsync(Token);
        }

        await ending.CancelAsync();
        _upstream!.IsHonest = true;
        _upstream.Release();
        await Task.WhenAll(clients);
    }

    private async Task ReadAsync(MortalServer server, int number, CancellationToken cancellationToken)
    {
        var random = new Random(Seed + number + 1);
        using var client = new ChaosClient(_ledger, Seed - number, _activity);
        using var verifier = new ChaosVerifier(_ledger, _upstream!.Key);
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                // What is new is what is being fetched when the server dies; what is old must have outlived it.
                var known = Volatile.Read(ref _known);
                var module = _upstream.Module(random.Next(3) == 0 ? random.Next(known) : known - 1 - random.Next(FreshModules));
                Task<string> UrlAsync() => server.UrlAsync().WaitAsync(cancellationToken);
                if (random.Next(6) == 0)
                {
                    await verifier.LookUpAsync(UrlAsync, module, cancellationToken);
                }
                else
                {
                    var (target, truth) = module.Bodies.ElementAt(random.Next(module.Bodies.Count));
                    await client.ReadAsync(UrlAsync, target, truth, cancellationToken);
                }

                _activity.Signal();
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
        }
    }

    private async Task ReadAllAsync(MortalServer server)
    {
        var ledger = new ChaosLedger();
        using var client = new ChaosClient(ledger);
        using var verifier = new ChaosVerifier(ledger, _upstream!.Key);
        for (var number = 0; number < _known; number++)
        {
            var module = _upstream.Module(number);
            await InTheEndAsync(module.Id.ToString(), () => verifier.LookUpAsync(server.UrlAsync, module, Token));
            foreach (var (target, truth) in module.Bodies)
            {
                await InTheEndAsync(target, () => client.ReadAsync(server.UrlAsync, target, truth, Token));
            }
        }

        // What began while the upstream was still failing may yet come to nothing, for whoever joins it.
        async Task InTheEndAsync(string what, Func<Task<bool>> read)
        {
            var isWhole = false;
            for (var attempt = 0; attempt < MostAttempts && !isWhole; attempt++)
            {
                isWhole = await read();
            }

            Assert.True(isWhole && ledger.Violations.IsEmpty, $"{what}: {ledger}: {string.Join("; ", ledger.Violations)}\n{server.Said}");
        }
    }

    private async Task InspectAsync()
    {
        var found = await StoreInspection.RunAsync(_files["data"], Token);
        output.WriteLine($"{found.Names.Count} names, {found.Strays} blobs without one before the sweep, {found.Leftovers} files left over");
        Assert.Empty(found.Faults);
        Assert.Equal(0, found.Leftovers);
        var truths = Enumerable.Range(0, _known).SelectMany(number => _upstream!.Module(number).Bodies)
            .Select(body => (body.Key, Digest: Convert.ToHexStringLower(SHA256.HashData(body.Value))))
            .ToLookup(body => body.Digest, body => body.Key);
        Assert.NotEmpty(found.Names);
        Assert.All(found.Names, stored => Assert.Contains(truths[stored.Sha256], target => Names(stored.Name, target)));
    }

    private void Tell(MortalServer server)
    {
        var starts = server.Starts.Order().ToList();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Kills} kills: {_ledger}; started again in {starts[starts.Count / 2].TotalMilliseconds:F0} ms (median), {starts[^1].TotalMilliseconds:F0} ms at most"));
        output.WriteLine("faults: " + string.Join(", ", _upstream!.Played.OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => $"{fault.Key} {fault.Value}")));
    }

    // However names are made: they say of which module, and what of it.
    private static bool Names(string name, string target)
    {
        var module = target[1..target.IndexOf("/@v/", StringComparison.Ordinal)];
        return name.Contains(module, StringComparison.Ordinal) && name.EndsWith(Path.GetExtension(target), StringComparison.Ordinal);
    }

    private static int? Number(string variable) =>
        int.TryParse(System.Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
