namespace Sutler.Bench;

/// <summary>How one run of a program ended.</summary>
/// <param name="Measurement">What it took.</param>
/// <param name="ExitCode">Of the process.</param>
/// <param name="Text">Its standard output, then its standard error.</param>
internal sealed record ProcessOutcome(Measurement Measurement, int ExitCode, string Text);
