using Sutler.TestKit;
using Sutler.TestKit.Checksums;
using Sutler.TestKit.Fuzz;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>True answers and their damaged forms against the fuzz targets' promises.</summary>
public sealed class TransparencyLogFuzzTests
{
    private delegate void Target(ReadOnlySpan<byte> data);

    [Fact]
    public void No_single_changed_byte_of_an_answer_is_believed() => TryDamaged(TransparencyLogFuzzTargets.SumDbAnswer, Truth("/lookup/m.test/a@v1.0.0"), 7);

    [Fact]
    public void No_single_changed_byte_of_a_tile_is_believed() => TryDamaged(TransparencyLogFuzzTargets.SumDbTile, Truth("/tile/8/0/000.p/3"), 3);

    [Fact]
    public void No_single_changed_byte_of_a_head_is_believed() => TryDamaged(TransparencyLogFuzzTargets.SumDbNote, Truth("/latest"), 3);

    [Fact]
    public void Promises_hold_for_every_seed()
    {
        Replay(TransparencyLogFuzzTargets.SumDbNote, nameof(TransparencyLogFuzzTargets.SumDbNote));
        Replay(TransparencyLogFuzzTargets.SumDbHead, nameof(TransparencyLogFuzzTargets.SumDbHead));
        Replay(TransparencyLogFuzzTargets.SumDbRecord, nameof(TransparencyLogFuzzTargets.SumDbRecord));
        Replay(TransparencyLogFuzzTargets.SumDbTilePath, nameof(TransparencyLogFuzzTargets.SumDbTilePath));
        Replay(TransparencyLogFuzzTargets.SumDbVerifierKey, nameof(TransparencyLogFuzzTargets.SumDbVerifierKey));
        Replay(TransparencyLogFuzzTargets.SumDbTile, nameof(TransparencyLogFuzzTargets.SumDbTile));
        Replay(TransparencyLogFuzzTargets.SumDbAnswer, nameof(TransparencyLogFuzzTargets.SumDbAnswer));
    }

    private static void Replay(Target target, string name)
    {
        var seeds = Directory.GetFiles(Path.Join(TestFiles.RepositoryRoot(), "tests", "Sutler.Tests", "fuzz", name));
        Assert.NotEmpty(seeds);
        foreach (var seed in seeds)
        {
            target(File.ReadAllBytes(seed));
        }
    }

    private static byte[] Truth(string path)
    {
        var database = new TestChecksumDatabase();
        database.Grow(1);
        database.Add("m.test/a", "v1.0.0", "h1:zip=", "h1:mod=");
        database.Grow(1);
        return database.Handle(path).Body;
    }

    private static void TryDamaged(Target target, byte[] truth, int step)
    {
        target(truth);
        for (var i = 0; i < truth.Length; i += step)
        {
            var changed = truth.ToArray();
            changed[i] ^= (byte)(1 << (i % 8));
            target(changed);
            target(truth.AsSpan(0, i));
        }
    }
}
