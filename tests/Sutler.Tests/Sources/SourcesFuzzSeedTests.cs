using System.Runtime.CompilerServices;
using Sutler.TestKit.Fuzz;
using Xunit;

namespace Sutler.Tests.Sources;

/// <summary>Replays the seeds of <see cref="SourcesFuzzTargets"/>, each as it is and with a few hundred repeatable mutations.</summary>
public sealed class SourcesFuzzSeedTests
{
    private delegate void Target(ReadOnlySpan<byte> data);

    [Theory]
    [InlineData(nameof(SourcesFuzzTargets.NetrcFile))]
    [InlineData(nameof(SourcesFuzzTargets.ProxyVersionList))]
    [InlineData(nameof(SourcesFuzzTargets.GoProxyList))]
    [InlineData(nameof(SourcesFuzzTargets.ErrorPage))]
    [InlineData(nameof(SourcesFuzzTargets.NoProxy))]
    [InlineData(nameof(SourcesFuzzTargets.Urls))]
    [InlineData(nameof(SourcesFuzzTargets.Times))]
    public void Holds_its_invariants(string name)
    {
        var target = typeof(SourcesFuzzTargets).GetMethod(name)!.CreateDelegate<Target>();
        var seeds = Directory.GetFiles(Path.Combine(Root(), "..", "fuzz", name)).Order(StringComparer.Ordinal).Select(File.ReadAllBytes).ToList();
        Assert.NotEmpty(seeds);
        var random = new Random(20240611);
        foreach (var seed in seeds)
        {
            target(seed);
            for (var i = 0; i < 300; i++)
            {
                target(Mutate(seed, seeds[random.Next(seeds.Count)], random));
            }
        }
    }

    private static byte[] Mutate(byte[] seed, byte[] other, Random random)
    {
        var bytes = random.Next(3) == 0 ? [.. seed[..random.Next(seed.Length + 1)], .. other[random.Next(other.Length + 1)..]] : (byte[])seed.Clone();
        for (var i = random.Next(4); i > 0 && bytes.Length > 0; i--)
        {
            bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(256) : (byte)" \n./:@%[]*,|#?!0Zz"[random.Next(18)];
        }
        return bytes;
    }

    private static string Root([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
