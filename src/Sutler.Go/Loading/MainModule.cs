using Sutler.GoModules.Files;
using Sutler.GoModules.Modules;

namespace Sutler.Go.Loading;

/// <summary>A main module: the one the command runs in, or a member of the workspace.</summary>
/// <param name="Id">Its path, without version.</param>
/// <param name="Root">Its directory, absolute.</param>
/// <param name="GoModPath">Its go.mod (or the file of <c>-modfile</c>).</param>
/// <param name="File">The parsed go.mod, which updates change in place.</param>
/// <param name="Index">Its meaning when it was read.</param>
public sealed record MainModule(ModuleId Id, string Root, string GoModPath, GoModFile File, GoModIndex Index);
