namespace Sutler.Go.Processes;

/// <summary>A program to run: its arguments go to it as they are, no shell in between.</summary>
/// <param name="Name">A name on PATH, or a path.</param>
/// <param name="Arguments">Arguments.</param>
internal sealed record ProgramCall(string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>Where it runs, absolute; null for the current directory.</summary>
    public string? Directory { get; init; }

    /// <summary>What it reads on standard input, which ends then.</summary>
    public byte[] Input { get; init; } = [];

    /// <summary>What its environment has beside or instead of that of all programs.</summary>
    public IReadOnlyDictionary<string, string> Variables { get; init; } = new Dictionary<string, string>();

    /// <summary>The most that standard output may have, in bytes, where it is kept in memory.</summary>
    public int MaxOutput { get; init; } = 1 << 20;

    /// <summary>How much is kept of standard error, in bytes.</summary>
    public int MaxError { get; init; } = 8 << 10;

    /// <summary>How long it may run; by default long enough for somebody to be asked for a password.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long it may tidy up after being told to end, before it is killed; zero to kill at once.</summary>
    public TimeSpan TidyTime { get; init; }

    /// <summary>The name alone: arguments and input may be secret.</summary>
    public override string ToString() => Name;
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Exit code; above 128 for a signal.</param>
/// <param name="Output">Standard output, whole, unless it went elsewhere.</param>
/// <param name="Error">The beginning of standard error.</param>
internal sealed record ProgramResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>The exit code alone: the output may be secret.</summary>
    public override string ToString() => $"exit status {ExitCode}";
}
