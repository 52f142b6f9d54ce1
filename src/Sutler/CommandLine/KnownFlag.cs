namespace Sutler.CommandLine;

/// <summary>A flag as a shell that completes it sees it.</summary>
/// <param name="Name">Without dashes.</param>
/// <param name="IsSwitch">Whether it stands alone.</param>
/// <param name="Value">What its value is, if it takes one.</param>
internal sealed record KnownFlag(string Name, bool IsSwitch, FlagValue Value);
