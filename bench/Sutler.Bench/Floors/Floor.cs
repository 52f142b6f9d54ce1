namespace Sutler.Bench.Floors;

/// <summary>A part of the work of a case, done alone and with nothing else around it.</summary>
/// <param name="Case">The case it is a part of.</param>
/// <param name="Part">In words, for the table.</param>
/// <param name="Run">Medians of its runs; no peak memory.</param>
/// <param name="Server">Processor time the server took meanwhile, on the same processors; null where there is none.</param>
internal sealed record Floor(BenchCase Case, string Part, Measurement Run, TimeSpan? Server);
