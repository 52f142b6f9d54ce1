namespace Sutler.Transfer.Files;

/// <summary>When a transfer is so slow that a new connection is likely to be faster. Pure.</summary>
public sealed record StallRule
{
    /// <summary>The time over which a transfer is judged: long enough for a lost packet and what TCP makes of it.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Below this share of what is usual from the host now, a transfer is stalled.</summary>
    public double Share { get; init; } = 0.1;

    /// <summary>A host that usually sends fewer bytes a second is slow, and there is nothing to win.</summary>
    public double LeastUsual { get; init; } = 64 << 10;

    /// <summary>Longest silence from a host whose usual speed is known: TCP gave up hope long before.</summary>
    public TimeSpan LongestSilence { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How often one file is started again for this.</summary>
    public int MostRestarts { get; init; } = 2;

    /// <summary>A transfer below this many bytes a second, a whole minute long, leads nowhere, whatever is usual.</summary>
    public double Hopeless { get; init; } = 128;

    /// <summary>How long it must be hopeless.</summary>
    public TimeSpan HopelessWindow { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Whether a transfer is stalled.</summary>
    /// <param name="rate">Its bytes a second over the last <see cref="Window"/>.</param>
    /// <param name="usual">Bytes a second of a transfer from the same host, or null when that is not known.</param>
    public bool IsStalled(double rate, double? usual) => usual >= LeastUsual && rate < usual * Share;
}
