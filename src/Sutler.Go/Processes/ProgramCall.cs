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

    /// <summary>The name alone: arguments and input may be secret.</summary>
    public override string ToString() => Name;
}

/// <summary>How a program ended.</summary>
/// <param name="ExitCode">Exit code; above 128 for a signal.</param>
/// <param name="Output">Standard output, whole.</param>
/// <param name="Error">The beginning of standard error.</param>
internal sealed record ProgramResult(int ExitCode, byte[] Output, string Error)
{
    /// <summary>The exit code alone: the output may be secret.</summary>
    public override string ToString() => $"exit status {ExitCode}";
}
