using Sutler.Go.Serving;
using Sutler.Server.Observation;

namespace Sutler.Server.Operations;

/// <summary>Counts requests for <see cref="ServerStatus"/>: a handful of numbers that can be read, other than instruments. Thread-safe.</summary>
internal sealed class RequestTally
{
    private readonly long[] _causes = new long[Enum.GetValues<AnswerCause>().Length];
    private long _total;
    private long _active;
    private long _broken;
    private long _sent;

    /// <summary>A request begins.</summary>
    public void Begin() => Interlocked.Increment(ref _active);

    /// <summary>A request was answered.</summary>
    /// <param name="cause">How the answer came about; null for pages of our own.</param>
    /// <param name="bytes">Bytes of the body that went out.</param>
    /// <param name="isBroken">Whether it did not reach its end.</param>
    public void End(AnswerCause? cause, long bytes, bool isBroken)
    {
        Interlocked.Decrement(ref _active);
        Interlocked.Increment(ref _total);
        Interlocked.Add(ref _sent, bytes);
        if (isBroken)
        {
            Interlocked.Increment(ref _broken);
        }

        if (cause is { } known)
        {
            Interlocked.Increment(ref _causes[(int)known]);
        }
    }

    /// <summary>The numbers now, for a request that is being answered itself.</summary>
    public RequestStatus Read()
    {
        long Of(AnswerCause cause) => Volatile.Read(ref _causes[(int)cause]);
        var (here, fetched) = (Of(AnswerCause.Hit) + Of(AnswerCause.Stale), Of(AnswerCause.Miss));
        return new RequestStatus
        {
            Total = Volatile.Read(ref _total),
            Active = Math.Max(0, Volatile.Read(ref _active) - 1),
            Broken = Volatile.Read(ref _broken),
            SentBytes = Volatile.Read(ref _sent),
            HitRate = here + fetched == 0 ? null : Math.Round((double)here / (here + fetched), 4),
            Causes = Enum.GetValues<AnswerCause>().Where(cause => Of(cause) > 0).ToDictionary(CauseNames.Of, Of),
        };
    }
}
