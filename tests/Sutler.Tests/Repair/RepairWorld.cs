using System.Security.Cryptography;
using Sutler.Tests.EndToEnd;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Repair;

/// <summary>A project whose one module is in the cache, with everything that a download of ours leaves.</summary>
internal sealed class RepairWorld : IAsyncDisposable
{
    private RepairWorld(TrustWorld trust, TestModule module) => (Trust, Module) = (trust, module);

    public TrustWorld Trust { get; }

    public TestModule Module { get; }

    public string Stem => Path.Combine(Trust.Cache, "cache/download/ex.com/mod/@v/v1.0.0");

    public string Zip => Stem + ".zip";

    public string Tree => Path.Combine(Trust.Cache, "ex.com/mod@v1.0.0");

    public string Quarantine => Path.Combine(Trust.Cache, "cache/sutler/v1/quarantine");

    public string Lookup => Path.Combine(Trust.Cache, "cache/download/sumdb", Trust.Database.Name, "lookup/ex.com/mod@v1.0.0");

    /// <summary>What the proxy was asked since the last time this was asked.</summary>
    public IReadOnlyList<RecordedRequest> NewRequests
    {
        get
        {
            var all = Trust.Proxy.Requests;
            IReadOnlyList<RecordedRequest> added = [.. all.Skip(_seen)];
            _seen = all.Count;
            return added;
        }
    }

    private int _seen;

    /// <summary>Downloads a module whose zip has about so many bytes, none of which can be packed.</summary>
    public static async Task<RepairWorld> StartAsync(int noise = 1000, bool hasGoSum = true)
    {
        var trust = await TrustWorld.StartAsync();
        var module = trust.Publish("ex.com/mod", "v1.0.0", null, ("a/noise.txt", Noise(noise)), ("b.go", "package m // b\n"));
        trust.Proxy.Answer(module.ZipTarget, Reply.File(module.Zip));
        trust.Require(hasGoSum ? module.GoSumLines : module.GoModLine, module);
        var world = new RepairWorld(trust, module);
        var run = await trust.RunAsync("mod", "download", "ex.com/mod@v1.0.0");
        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        _ = world.NewRequests;
        return world;
    }

    public ValueTask DisposeAsync() => Trust.DisposeAsync();

    public Task<ProgramRun> RepairAsync(params string[] arguments) => Trust.RunAsync(["mod", "repair", .. arguments]);

    /// <summary>Flips a bit.</summary>
    public static void Flip(string path, long at)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite);
        file.Position = at;
        var value = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(value ^ 1));
    }

    /// <summary>Writes over a file of the tree as somebody who debugs would.</summary>
    public void Edit(string name, string content)
    {
        var path = Path.Combine(Tree, name);
        OpenTree();
        File.SetUnixFileMode(path, (UnixFileMode)0b110_100_100);
        File.WriteAllText(path, content);
    }

    public void OpenTree()
    {
        foreach (var directory in Directory.EnumerateDirectories(Tree, "*", SearchOption.AllDirectories).Prepend(Tree))
        {
            File.SetUnixFileMode(directory, (UnixFileMode)0b111_101_101);
        }
    }

    /// <summary>All is well by every check there is, and a second repair finds nothing and asks nobody.</summary>
    public async Task AssertGoodAsync(string name, bool isIdle = true)
    {
        _ = NewRequests;
        foreach (var flags in new[] { Array.Empty<string>(), ["--all"] })
        {
            var again = await RepairAsync(flags);
            Assert.Equal((name, 0, "nothing to repair\n", ""), (name, again.ExitCode, again.Output, again.Error));
        }

        if (isIdle)
        {
            Assert.Empty(NewRequests);
        }

        var verify = await Trust.RunAsync("mod", "verify", "-deep", "-all");
        Assert.True(verify.ExitCode == 0, verify.Everything);
        Assert.Equal(0, (await Trust.RunAsync("mod", "verify")).ExitCode);
        Trust.AssertNothingTemporary();
    }

    /// <summary>Everything but our own part of the cache, by content and mode.</summary>
    public Dictionary<string, string> Snapshot() => Directory.EnumerateFileSystemEntries(Trust.Files.Root, "*", SearchOption.AllDirectories)
        .Where(path => !path.Contains("/sutler/v1/", StringComparison.Ordinal) && !path.EndsWith(".lock", StringComparison.Ordinal))
        .ToDictionary(
            path => path,
            path => $"{File.GetUnixFileMode(path)} {(Directory.Exists(path) ? "" : Convert.ToHexString(SHA256.HashData(File.ReadAllBytes(path))))}");

    private static string Noise(int length)
    {
        var bytes = new byte[length / 4 * 3];
        new Random(7).NextBytes(bytes);
        return Convert.ToBase64String(bytes);
    }
}
