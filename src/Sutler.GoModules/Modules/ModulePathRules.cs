using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;

namespace Sutler.GoModules.Modules;

/// <summary>The rules of module, import and file paths as pure functions. Spec: PATH rules.</summary>
public static class ModulePathRules
{
    /// <summary>Null, or <c>malformed module path "x": reason</c>. Spec: PATH-1 to PATH-8.</summary>
    public static ParseError? CheckModulePath(string path) => throw new NotSupportedException("not yet written");

    /// <summary>Null, or <c>malformed import path "x": reason</c>. Spec: PATH-9.</summary>
    public static ParseError? CheckImportPath(string path) => throw new NotSupportedException("not yet written");

    /// <summary>Null, or <c>malformed file path "x": reason</c>. Spec: PATH-10.</summary>
    public static ParseError? CheckFilePath(string path) => throw new NotSupportedException("not yet written");

    /// <summary>Splits <c>prefix</c> and <c>/v2</c> or <c>.v1</c>; false when the suffix is malformed. Spec: PATH-7, PATH-8.</summary>
    public static bool TrySplitMajor(string path, out string prefix, out string pathMajor) => throw new NotSupportedException("not yet written");

    /// <summary>Null, or <c>version "v1.0.0" invalid: should be v2, not v1</c>. Spec: SEMVER-5.</summary>
    public static ParseError? CheckPathMajor(string version, string pathMajor) => throw new NotSupportedException("not yet written");

    /// <summary>Null when path and version are valid, canonical and agree (Go's module.Check).</summary>
    public static ParseError? Check(string path, string version) => throw new NotSupportedException("not yet written");

    /// <summary>Escapes a version or revision; false with <c>disallowed version string</c>. Spec: ESC-2.</summary>
    public static bool TryEscapeVersion(string version, [NotNullWhen(true)] out string? escaped, [NotNullWhen(false)] out ParseError? error) => throw new NotSupportedException("not yet written");

    /// <summary>Undoes <c>!</c> escapes of a path or version; false when malformed. Spec: ESC-3.</summary>
    public static bool TryUnescape(string escaped, [NotNullWhen(true)] out string? text) => throw new NotSupportedException("not yet written");
}
