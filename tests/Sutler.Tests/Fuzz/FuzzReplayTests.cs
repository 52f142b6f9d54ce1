using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using Sutler.TestKit;
using Xunit;

namespace Sutler.Tests.Fuzz;

/// <summary>Replays the committed inputs of every fuzz target, and seeded mutations of them.</summary>
/// <remarks>
/// A target is a public static method <c>void Name(ReadOnlySpan&lt;byte&gt;)</c> of a TestKit class named …FuzzTargets; its inputs
/// lie in fuzz/Name. FUZZ_SECONDS and FUZZ_SEED make longer and other runs; FUZZ_TARGET picks one. An input that fails is
/// written to artifacts/fuzz/Name: commit it with the mend.
/// </remarks>
public sealed class FuzzReplayTests
{
    private const int DefaultSeed = 1;
    private const int LargestInput = 1 << 16;
    private static readonly TimeSpan DefaultTime = TimeSpan.FromMilliseconds(400);

    private delegate void Target(ReadOnlySpan<byte> data);

    public static TheoryData<string> Targets =>
        [.. Methods().Select(m => m.Name).Where(n => Environment.GetEnvironmentVariable("FUZZ_TARGET") is not { Length: > 0 } only || n == only).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Targets))]
    public void Keeps_its_invariants(string name)
    {
        var target = Methods().Single(m => m.Name == name).CreateDelegate<Target>();
        var inputs = Inputs(name);
        Assert.True(inputs.Count > 0, $"fuzz/{name} holds no inputs");
        foreach (var input in inputs)
        {
            Try(name, target, input);
        }

        var time = Environment.GetEnvironmentVariable("FUZZ_SECONDS") is { Length: > 0 } seconds
            ? TimeSpan.FromSeconds(double.Parse(seconds, CultureInfo.InvariantCulture))
            : DefaultTime;
        var seed = int.Parse(Environment.GetEnvironmentVariable("FUZZ_SEED") ?? DefaultSeed.ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var mutator = new Mutator(new Random(seed), inputs);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < time;)
        {
            Try(name, target, mutator.Next(LargestInput));
        }
    }

    [Fact]
    public void Every_folder_of_inputs_has_a_target() =>
        Assert.Empty(Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)!).Except(Methods().Select(m => m.Name)));

    private static string Root => Path.Combine(TestFiles.RepositoryRoot(), "tests", "Sutler.Tests", "fuzz");

    private static IEnumerable<MethodInfo> Methods() =>
        from type in typeof(TestFiles).Assembly.GetExportedTypes()
        where type.Name.EndsWith("FuzzTargets", StringComparison.Ordinal)
        from method in type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly)
        where method.ReturnType == typeof(void) && method.GetParameters() is [{ } only] && only.ParameterType == typeof(ReadOnlySpan<byte>)
        select method;

    private static List<byte[]> Inputs(string name)
    {
        var folder = Path.Combine(Root, name);
        return Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal).Select(File.ReadAllBytes)] : [];
    }

    private static void Try(string name, Target target, byte[] input)
    {
        try
        {
            target(input);
        }
        catch (Exception broken)
        {
            var folder = Directory.CreateDirectory(Path.Combine(TestFiles.RepositoryRoot(), "artifacts", "fuzz", name)).FullName;
            var file = Path.Combine(folder, TestHash.Of(input));
            File.WriteAllBytes(file, input);
            Assert.Fail($"{name} broke on {file} ({input.Length} bytes): {broken}");
        }
    }

    private static class TestHash
    {
        public static string Of(byte[] input) => Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(input))[..16];
    }
}
