using Sutler.GoModules.Modules;

namespace Sutler.Go.Verify;

/// <summary>Something that could not be checked.</summary>
/// <param name="Module">The module version, or null.</param>
/// <param name="What">What was not checked: <c>hashes</c>, <c>tree</c>, …</param>
/// <param name="Reason">Why not, the same text for the same reason.</param>
public sealed record VerifyNote(ModuleId? Module, string What, string Reason);
