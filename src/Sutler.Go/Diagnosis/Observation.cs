namespace Sutler.Go.Diagnosis;

/// <summary>One piece of evidence: what Sutler asked, and what it got.</summary>
/// <param name="Asked">Whom or what, such as <c>go.sum</c> or a URL without password.</param>
/// <param name="Got">The answer: a hash, or why there is none.</param>
public sealed record Observation(string Asked, string Got);
