namespace Sutler.Go.Diagnosis;

/// <summary>Which cause a mismatch has, and how that is known.</summary>
/// <param name="Cause">The cause.</param>
/// <param name="Why">One sentence without final full stop: what of the evidence decided.</param>
/// <param name="Next">The one thing to do next, in the same form.</param>
public sealed record MismatchDiagnosis(MismatchCause Cause, string Why, string Next)
{
    /// <summary>The evidence, as people read it.</summary>
    public IReadOnlyList<Observation> Evidence { get; init; } = [];

    /// <summary>Where what was found is kept, or why it is not; empty when it stays in its place.</summary>
    public string Kept { get; init; } = "";
}
