using CsCheck;
using Microsoft.Extensions.Time.Testing;
using Sutler.Storage.Blobs;
using Sutler.Storage.Index;
using Sutler.Storage.Pins;
using Sutler.Storage.Retention;
using Sutler.TestKit.Storage;
using Xunit;

namespace Sutler.Tests.Storage;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 0, 0, 0, TimeSpan.Zero);

    // Few hours, few blobs: then ages are equal and blobs shared often enough.
    private static readonly Gen<Sample[]> Samples = Gen.Select(
        Gen.Int[0, 5], Gen.Int[0, 48], Gen.Int[0, 48], Gen.Bool, (blob, age, idle, pinned) => new Sample(blob, Math.Max(age, idle), Math.Min(age, idle), pinned)).Array[0, 12];

    private static readonly Gen<RetentionPolicy> Policies = Gen.Select(
        Gen.Int[-1, 48], Gen.Int[-1, 48], Gen.Int[-1, 60], Gen.Int[0, 4],
        (age, idle, bytes, untouched) => new RetentionPolicy
        {
            MaxAge = age < 0 ? null : TimeSpan.FromHours(age),
            MaxIdle = idle < 0 ? null : TimeSpan.FromHours(idle),
            MaxBytes = bytes < 0 ? null : bytes,
            Untouched = TimeSpan.FromHours(untouched),
        });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public void Keeps_everything_without_limits() => Check(Samples, Gen.Const(new RetentionPolicy()), (_, _, plan) => plan.Evictions.Count == 0);

    [Fact]
    public void Never_evicts_what_a_pin_holds() => Check(Samples, Policies, (_, _, plan) => plan.Evictions.All(eviction => !eviction.Entry.IsPinned));

    [Fact]
    public void Evicts_everything_else_that_has_outlived_its_time() => Check(Samples, Policies, (all, policy, plan) =>
        all.Where(each => !each.Entry.IsPinned && (Now - each.Entry.FirstSeen > policy.MaxAge || Now - each.Entry.LastUsed > policy.MaxIdle))
            .All(each => plan.Evictions.Any(eviction => eviction.Entry == each.Entry && eviction.Reason != RetentionReason.Size)));

    [Fact]
    public void Evicts_nothing_younger_for_its_age() => Check(Samples, Policies, (_, policy, plan) =>
        plan.Evictions.All(eviction => eviction.Reason switch
        {
            RetentionReason.Age => Now - eviction.Entry.FirstSeen > policy.MaxAge,
            RetentionReason.Idle => Now - eviction.Entry.LastUsed > policy.MaxIdle,
            _ => Now - eviction.Entry.LastUsed > policy.Untouched,
        }));

    [Fact]
    public void Fits_the_size_or_has_nothing_left_that_may_go() => Check(Samples, Policies, (all, policy, plan) =>
        !(plan.BytesAfter > policy.MaxBytes) || Left(all, plan).All(each => each.Entry.IsPinned || Now - each.Entry.LastUsed <= policy.Untouched));

    [Fact]
    public void Lets_the_longest_unused_go_for_the_size() => Check(Samples, Policies, (all, policy, plan) =>
        plan.Evictions.Where(eviction => eviction.Reason == RetentionReason.Size)
            .All(gone => Left(all, plan).Where(each => !each.Entry.IsPinned).All(kept => kept.Entry.LastUsed >= gone.Entry.LastUsed)));

    [Fact]
    public void Evicts_no_more_for_the_size_than_is_needed() => Check(Samples, Policies, (_, policy, plan) =>
        plan.Evictions.LastOrDefault(eviction => eviction.Reason == RetentionReason.Size) is not { } last || plan.BytesAfter + last.Freed > policy.MaxBytes);

    [Fact]
    public void Counts_the_bytes_that_are_left() => Check(Samples, Policies, (all, _, plan) =>
        plan.BytesAfter == Bytes(Left(all, plan)) && plan.BytesBefore - plan.Evictions.Sum(eviction => eviction.Freed) == plan.BytesAfter);

    [Fact]
    public void Has_nothing_to_do_a_second_time() => Check(Samples, Policies, (all, policy, plan) =>
    {
        var left = Candidates([.. Left(all, plan).Select(each => each.Entry)]);
        return RetentionSelector.Select(left, policy, Now, Bytes(left)).Evictions.Count == 0;
    });

    [Fact]
    public async Task Plans_over_an_index_what_it_decides_over_a_list() =>
        await Gen.Select(Samples, Policies).SampleAsync(
            async (samples, policy) =>
            {
                var (index, entries, time) = await StoreAsync(samples);
                var plan = await new RetentionSweep(index, time).PlanAsync(policy, Cancellation);
                var all = Candidates(entries);
                var expected = RetentionSelector.Select(all, policy, Now, Bytes(all));
                Assert.Equal(expected.Evictions.Select(eviction => eviction.Entry.Key).Order(), plan.Evictions.Select(eviction => eviction.Entry.Key).Order());
                Assert.Equal((expected.BytesBefore, expected.BytesAfter, true), (plan.BytesBefore, plan.BytesAfter, plan.IsWhole));
            },
            iter: 200);

    [Fact]
    public async Task Removes_what_was_planned_but_not_what_was_used_or_pinned_since()
    {
        var (index, entries, time) = await StoreAsync([new Sample(0, 9, 9, false), new Sample(1, 9, 9, false), new Sample(2, 9, 9, false)]);
        var sweep = new RetentionSweep(index, time);
        var plan = await sweep.PlanAsync(new RetentionPolicy { MaxIdle = TimeSpan.FromHours(1) }, Cancellation);
        Assert.Equal(3, plan.Evictions.Count);
        index.Entries.NoteUse(entries[0].Key);
        await index.Pins.PutAsync(new PinSet { Name = "app" }, [entries[1].Key], Cancellation);
        Assert.Equal(1, await sweep.ApplyAsync(plan, Cancellation));
        Assert.Null(await index.Entries.FindAsync(entries[2].Key, Cancellation));
        Assert.Equal(2, (await index.Entries.QueryAsync(new EntryQuery(), Cancellation)).Entries.Count);
    }

    private static void Check(Gen<Sample[]> samples, Gen<RetentionPolicy> policies, Func<IReadOnlyList<RetentionCandidate>, RetentionPolicy, RetentionPlan, bool> holds) =>
        Gen.Select(samples, policies).Sample((each, policy) =>
        {
            var all = Candidates([.. each.Select(Entry)]);
            return holds(all, policy, RetentionSelector.Select(all, policy, Now, Bytes(all)));
        });

    private static IndexEntry Entry(Sample sample, int number) => new()
    {
        Key = IndexKey.Create("file", $"n{number:00}"),
        Digest = BlobDigest.Of([(byte)sample.Blob]),
        Length = 1 + (sample.Blob * 7),
        Facts = EntryFacts.None,
        FirstSeen = Now.AddHours(-sample.Age),
        LastUsed = Now.AddHours(-sample.Idle),
        LastChecked = Now,
        IsPinned = sample.IsPinned,
        Revision = number,
    };

    private static List<RetentionCandidate> Candidates(IReadOnlyCollection<IndexEntry> entries) =>
        [.. entries.Select(entry => new RetentionCandidate(entry, entries.Count(other => other.Digest == entry.Digest)))];

    private static IEnumerable<RetentionCandidate> Left(IReadOnlyList<RetentionCandidate> all, RetentionPlan plan) =>
        all.Where(each => plan.Evictions.All(eviction => eviction.Entry.Key != each.Entry.Key));

    private static long Bytes(IEnumerable<RetentionCandidate> candidates) => candidates.DistinctBy(each => each.Entry.Digest).Sum(each => each.Entry.Length);

    // An index gives out the present time only: the clock walks from the oldest first sight to now.
    private static async Task<(MemoryIndexStore Index, IReadOnlyList<IndexEntry> Entries, FakeTimeProvider Time)> StoreAsync(Sample[] samples)
    {
        var time = new FakeTimeProvider(Now.AddHours(-49));
        var index = new MemoryIndexStore(time);
        var wanted = samples.Select(Entry).ToList();
        for (; time.GetUtcNow() < Now; time.Advance(TimeSpan.FromHours(1)))
        {
            await StepAsync(index, wanted, time.GetUtcNow());
        }
        await StepAsync(index, wanted, Now);
        await index.Pins.PutAsync(new PinSet { Name = "pinned" }, [.. wanted.Where(entry => entry.IsPinned).Select(entry => entry.Key)], Cancellation);
        return (index, (await index.Entries.QueryAsync(new EntryQuery(), Cancellation)).Entries, time);
    }

    private static async Task StepAsync(MemoryIndexStore index, List<IndexEntry> wanted, DateTimeOffset hour)
    {
        foreach (var entry in wanted)
        {
            if (entry.FirstSeen == hour)
            {
                await index.Ledger.ReserveAsync(entry.Digest, entry.Length, TimeSpan.FromMinutes(1), Cancellation);
                await index.Entries.PutAsync(new EntryWrite { Key = entry.Key, Digest = entry.Digest, Facts = entry.Facts }, Cancellation);
            }
            if (entry.LastUsed == hour)
            {
                index.Entries.NoteUse(entry.Key);
            }
        }
    }

    private sealed record Sample(int Blob, int Age, int Idle, bool IsPinned);
}
