namespace Sutler.Go.Sources;

/// <summary>One source, to be asked by itself, outside the order of GOPROXY.</summary>
/// <param name="Name">Its URL without user and password, or the keyword.</param>
/// <param name="Repository">The module there; null when it must not be asked.</param>
/// <param name="Reason">Why it must not.</param>
public sealed record NamedSource(string Name, IModuleRepository? Repository, string Reason);
