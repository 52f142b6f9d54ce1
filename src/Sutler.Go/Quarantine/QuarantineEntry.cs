namespace Sutler.Go.Quarantine;

/// <summary>A directory of the quarantine: a report and what it tells of.</summary>
/// <param name="Path">The directory.</param>
/// <param name="Report">The report; null when it cannot be read.</param>
public sealed record QuarantineEntry(string Path, QuarantineReport? Report);
