namespace Sutler.GoModules.Zip;

/// <summary>A place where a zip says one thing twice and differently, or holds bytes that belong to nothing.</summary>
/// <param name="Entry">Name of the entry it belongs to; null for the zip as a whole.</param>
/// <param name="Offset">Where in the file.</param>
/// <param name="Reason">What is wrong.</param>
public sealed record ZipFault(string? Entry, long Offset, string Reason);
