namespace Sutler.Bench;

/// <summary>What a case of the <c>all</c> application has to show.</summary>
/// <param name="Case">Name of the case; empty for every case.</param>
/// <param name="What">The quantity, in words.</param>
/// <param name="Wanted">The goal.</param>
/// <param name="Required">What has to be reached at least.</param>
/// <param name="LowIsGood">Whether less is better.</param>
internal sealed record Goal(string Case, Quantity What, double Wanted, double Required, bool LowIsGood = false)
{
    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<Goal> All =
    [
        new("http-0", Quantity.Wall, 3.2, 2.2),
        new("http-0", Quantity.Cpu, 3, 2),
        new("http-20", Quantity.Wall, 5, 3),
        new("http-100", Quantity.Wall, 4.3, 3.5),
        new("h2-100", Quantity.Wall, 22, 12),
        new("all-h2-100", Quantity.Wall, 17, 9),
        new("warm", Quantity.Wall, 2, 1),
        new("huge", Quantity.Wall, 3.5, 2.2),
        new("disk", Quantity.Wall, 2, 1.3),
        new("direct-20", Quantity.Wall, 5, 3),
        new("fault", Quantity.Bytes, 1.1, 1.3, LowIsGood: true),
        new("serve-mod", Quantity.Rate, 1, 0.7),
        new("serve-info", Quantity.Rate, 1, 0.7),
        new("serve-zip", Quantity.Rate, 1, 0.9),
        new("serve-stampede", Quantity.Requests, 1, 1, LowIsGood: true),
        new("serve-stampede", Quantity.FirstByte, 50, 50, LowIsGood: true),
        new("serve-memory", Quantity.ServerMemory, 200, 200, LowIsGood: true),
        new("", Quantity.Memory, 80, 120, LowIsGood: true),
    ];

    /// <summary>What <paramref name="measured"/> amounts to.</summary>
    public string Verdict(double measured) => Meets(measured, Wanted) ? "goal" : Meets(measured, Required) ? "minimum" : "**no**";

    private bool Meets(double measured, double bound) => LowIsGood ? measured <= bound : measured >= bound;
}

/// <summary>What a goal is about.</summary>
internal enum Quantity
{
    /// <summary>Times faster than go, by medians.</summary>
    Wall,

    /// <summary>Times less processor time than go, by medians.</summary>
    Cpu,

    /// <summary>Bytes received as a multiple of what is needed, the worst run.</summary>
    Bytes,

    /// <summary>Requests answered a second as a share of what nginx answers, by medians.</summary>
    Rate,

    /// <summary>From the source's first byte to the last client's, in milliseconds, by medians.</summary>
    FirstByte,

    /// <summary>Requests that the source got for each zip, the worst run.</summary>
    Requests,

    /// <summary>Largest resident set of the server in any run of the case, in MB.</summary>
    ServerMemory,

    /// <summary>Largest resident set of any run, in MB.</summary>
    Memory,
}
