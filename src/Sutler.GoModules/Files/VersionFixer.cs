using Sutler.Errors;

namespace Sutler.GoModules.Files;

/// <summary>Turns a version as written into a canonical one, or says why it cannot. Spec: GOMOD-15.</summary>
/// <remarks>
/// A <see cref="SutlerException"/> becomes an error at the statement's position: of a
/// <see cref="Modules.ModuleException"/> the cause alone is told, after the verb and the path.
/// A <see cref="FatalException"/> and every other exception pass through.
/// </remarks>
/// <param name="path">The module path of the statement; of the main module for a retraction.</param>
/// <param name="version">The version as written.</param>
public delegate string VersionFixer(string path, string version);
