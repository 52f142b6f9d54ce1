namespace Sutler.Go.Doctor;

/// <summary>All that a checkup found, without secrets.</summary>
/// <param name="Subject">What it is about, by the version that was found.</param>
/// <param name="Steps">What was looked at, in order.</param>
/// <param name="Diagnosis">What is wrong, and what to do.</param>
public sealed record DoctorReport(Subject Subject, IReadOnlyList<Step> Steps, Verdict Diagnosis);
