namespace Sutler.Go.Queries;

/// <summary>One <c>retract</c> line: the versions from <paramref name="Low"/> to <paramref name="High"/>, both included, and the author's reason or empty.</summary>
public sealed record Retraction(string Low, string High, string Rationale);
