using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;
using Sutler.Go.Cache;

namespace Sutler.Go.Serving.Directories;

/// <summary>Keeps what was made of a file or a directory for as long as the system says that it is the one it was. Thread-safe.</summary>
/// <remarks>
/// The system is asked ten times a second at most: asking costs a microsecond, a tenth of all that an answer costs; opening and reading a file costs
/// twenty. What was written to a moment ago is not kept: it could be written to again without getting another time. When there is too much of it everything is dropped, which is simpler than to know what was used last and
/// costs one reading of what is still wanted.
/// </remarks>
/// <param name="time">Clock of the files.</param>
/// <param name="maxWeight">How much to keep at most, in the unit of <see cref="Keep"/>.</param>
internal sealed class StatusCache<TKey, TValue>(TimeProvider time, long maxWeight)
    where TKey : notnull
    where TValue : class
{
    private static readonly TimeSpan Trust = TimeSpan.FromMilliseconds(100);
    private readonly ConcurrentDictionary<TKey, Kept> _kept = new();
    private long _weight;

    /// <summary>What was kept, if it still holds.</summary>
    internal bool TryGet(TKey key, [NotNullWhen(true)] out TValue? value)
    {
        value = _kept.TryGetValue(key, out var kept) && StillHolds(kept) ? kept.Value : null;
        return value is not null;
    }

    private bool StillHolds(Kept kept)
    {
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(Volatile.Read(ref kept.Seen), now) < Trust)
        {
            return true;
        }

        if (StatusOf(kept.File) != kept.Status)
        {
            return false;
        }

        Volatile.Write(ref kept.Seen, now);
        return true;
    }

    /// <summary>Keeps a value, unless the file has changed since before it was read, or changed so lately that this cannot be told.</summary>
    internal void Keep(TKey key, string file, FileStatus before, TValue value, long weight)
    {
        // A link may lead elsewhere without changing itself.
        var isPlain = before.Kind is FileKind.Regular or FileKind.Directory;
        if (!isPlain || !FileContent.IsSettled(before.Modified.UtcDateTime, time) || StatusOf(file) != before)
        {
            return;
        }

        if (Interlocked.Add(ref _weight, weight) > maxWeight)
        {
            _kept.Clear();
            Interlocked.Exchange(ref _weight, weight);
        }

        _kept[key] = new Kept(file, before, value) { Seen = time.GetTimestamp() };
    }

    /// <summary>The status for comparing; what it is when it cannot be had, no kept one is.</summary>
    internal static FileStatus StatusOf(string file)
    {
        try
        {
            return FileStatus.Of(file);
        }
        catch (SutlerException)
        {
            return default;
        }
    }

    private sealed class Kept(string file, FileStatus status, TValue value)
    {
        /// <summary>When the file was last seen to be the one it was.</summary>
        internal long Seen;

        internal string File { get; } = file;

        internal FileStatus Status { get; } = status;

        internal TValue Value { get; } = value;
    }
}
