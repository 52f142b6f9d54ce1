using System.Globalization;
using System.Text;
using Sutler.GoModules.TransparencyLog;
using Sutler.TestKit.Checksums;
using Xunit;

namespace Sutler.Tests.TransparencyLog;

/// <summary>Spec: TLOG-4, TLOG-6. Trees are compared with the definition in RFC 6962, section 2.1.</summary>
public sealed class LogProofsTests
{
    [Fact]
    public void Numbers_every_node_once_in_order_of_completion()
    {
        var index = 0L;
        for (var record = 0L; record < 1000; record++)
        {
            Assert.Equal(index, StoredHash.Count(record));
            for (var (level, n) = (0, record); level == 0 || (n & 1) == 1; level++)
            {
                n = level == 0 ? record : n >> 1;
                Assert.Equal(index, StoredHash.Index(level, n));
                Assert.Equal((level, n), StoredHash.Split(index));
                index++;
            }
        }
    }

    [Fact]
    public async Task Hashes_trees_as_the_standard_defines()
    {
        var log = new ReferenceLog(70);
        for (var size = 0; size <= 70; size++)
        {
            Assert.Equal(log.Root(size), await LogProofs.TreeHashAsync(size, log, CancellationToken.None));
        }
    }

    [Fact]
    public async Task Proves_every_record_of_every_tree_and_nothing_else()
    {
        var log = new ReferenceLog(40);
        for (var size = 1; size <= 40; size++)
        {
            for (var number = 0; number < size; number++)
            {
                var proof = await LogProofs.ProveRecordAsync(size, number, log, CancellationToken.None);
                var head = TreeHead.Create(size, log.Root(size));

                Assert.True(LogProofs.CheckRecord(proof, head, number, log.Leaf(number)));
                Assert.False(LogProofs.CheckRecord(proof, head, number, LogHash.EmptyTree));
                Assert.False(LogProofs.CheckRecord([.. proof, LogHash.EmptyTree], head, number, log.Leaf(number)));
                Assert.False(proof.Count > 0 && LogProofs.CheckRecord([.. proof.Skip(1)], head, number, log.Leaf(number)));
                AssertEveryStepCounts(proof, changed => LogProofs.CheckRecord(changed, head, number, log.Leaf(number)));
            }
        }
    }

    [Fact]
    public async Task Proves_every_beginning_of_every_tree_and_nothing_else()
    {
        var log = new ReferenceLog(40);
        for (var size = 1; size <= 40; size++)
        {
            for (var oldSize = 1; oldSize <= size; oldSize++)
            {
                var proof = await LogProofs.ProveTreeAsync(size, oldSize, log, CancellationToken.None);
                var head = TreeHead.Create(size, log.Root(size));
                var old = TreeHead.Create(oldSize, log.Root(oldSize));

                Assert.True(LogProofs.CheckTree(proof, head, old));
                Assert.False(LogProofs.CheckTree(proof, head, TreeHead.Create(oldSize, LogHash.EmptyTree)));
                Assert.False(LogProofs.CheckTree([.. proof, LogHash.EmptyTree], head, old));
                AssertEveryStepCounts(proof, changed => LogProofs.CheckTree(changed, head, old));
            }
        }
    }

    [Fact]
    public void Refuses_proofs_about_records_outside_the_tree()
    {
        var head = TreeHead.Create(1, LogHash.OfRecord("a\n"u8));
        Assert.True(LogProofs.CheckRecord([], head, 0, head.Hash));
        Assert.False(LogProofs.CheckRecord([], head, 1, head.Hash));
        Assert.False(LogProofs.CheckRecord([], head, -1, head.Hash));
        Assert.False(LogProofs.CheckTree([], head, TreeHead.Empty));
        Assert.False(LogProofs.CheckTree([], TreeHead.Empty, head));
    }

    // Answers of a large public log (Certificate Transparency, Argon 2020) for record 10000 and the tree of 3654490.
    [Fact]
    public void Accepts_the_proofs_of_a_certificate_log()
    {
        var head = TreeHead.Create(961984013, Hash("dwlueapdd7LaOEnX2W2Wp9v2XE+KzejHRQGHwEx0oaM="));
        Assert.True(LogProofs.CheckRecord(CertificateLogProofs.Record, head, 10000, Hash(CertificateLogProofs.RecordHash)));

        var old = TreeHead.Create(3654490, Hash("AuIZ5V6sDUj1vn3Y1K85oOaQ7y+FJJKtyRTl1edIKBQ="));
        Assert.True(LogProofs.CheckTree(CertificateLogProofs.Tree, head, old));
    }

    private static LogHash Hash(string text) => LogHash.TryParse(text, out var hash) ? hash : throw new FormatException(text);

    private static void AssertEveryStepCounts(IReadOnlyList<LogHash> proof, Func<IReadOnlyList<LogHash>, bool> check)
    {
        for (var i = 0; i < proof.Count; i++)
        {
            LogHash[] changed = [.. proof];
            changed[i] = LogHash.OfNode(changed[i], changed[i]);
            Assert.False(check(changed));
        }
    }

    /// <summary>A log by the definition, without stored nodes.</summary>
    private sealed class ReferenceLog(int size) : ILogHashReader
    {
        private readonly LogHash[] _leaves =
            [.. Enumerable.Range(0, size).Select(i => LogHash.OfRecord(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"leaf {i}\n"))))];

        public LogHash Leaf(int number) => _leaves[number];

        public LogHash Root(int count) => Range(0, count);

        public Task<IReadOnlyList<LogHash>> ReadHashesAsync(IReadOnlyList<long> storedIndexes, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<LogHash>>([.. storedIndexes.Select(index =>
            {
                var (level, n) = StoredHash.Split(index);
                return Range((int)(n << level), (int)((n + 1) << level));
            })]);

        private LogHash Range(int low, int high)
        {
            if (high - low <= 1)
            {
                return high == low ? LogHash.EmptyTree : _leaves[low];
            }

            var split = 1;
            while (split * 2 < high - low)
            {
                split *= 2;
            }

            return LogHash.OfNode(Range(low, low + split), Range(low + split, high));
        }
    }
}
