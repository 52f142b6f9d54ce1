using System.Text;
using Sutler.Errors;

namespace Sutler.GoModules.Modules;

/// <summary>The rules of module, import and file paths as pure functions. Spec: PATH rules.</summary>
public static partial class ModulePathRules
{
    /// <summary>Null, or <c>malformed module path "x": reason</c>. Spec: PATH-1 to PATH-8.</summary>
    public static ParseError? CheckModulePath(string path) =>
        Malformed("module", path, PathElementRules.CheckPath(path, PathKind.Module) ?? CheckFirstElement(path) ?? CheckSuffix(path));

    /// <summary>Null, or <c>malformed import path "x": reason</c>. Spec: PATH-9.</summary>
    public static ParseError? CheckImportPath(string path) =>
        Malformed("import", path, PathElementRules.CheckPath(path, PathKind.Import));

    /// <summary>Null, or <c>malformed file path "x": reason</c>. Spec: PATH-10.</summary>
    public static ParseError? CheckFilePath(string path) =>
        Malformed("file", path, PathElementRules.CheckPath(path, PathKind.File));

    /// <summary>Null when path and version are valid and agree (Go's module.Check); the version need not be canonical.</summary>
    /// <remarks>The text for a version begins with <c>path@version: invalid version: </c>.</remarks>
    public static ParseError? Check(string path, string version)
    {
        if (CheckModulePath(path) is { } error)
        {
            return error;
        }

        var reason = "not a semantic version";
        if (SemanticVersion.IsValid(version))
        {
            TrySplitMajor(path, out _, out var pathMajor);
            reason = MajorDisagreement(version, pathMajor);
        }

        return reason is null ? null : new ParseError($"{path}@{version}: invalid version: {reason}");
    }

    private static ParseError? Malformed(string kind, string path, string? reason) =>
        reason is null ? null : new ParseError($"malformed {kind} path {GoQuoting.Quote(path)}: {reason}");

    private static string? CheckFirstElement(string path)
    {
        var slash = path.IndexOf('/', StringComparison.Ordinal);
        var first = slash < 0 ? path : path[..slash];
        if (!first.Contains('.', StringComparison.Ordinal))
        {
            return "missing dot in first path element";
        }

        foreach (var letter in first)
        {
            if (letter is not ('-' or '.') && !char.IsAsciiDigit(letter) && !char.IsAsciiLetterLower(letter))
            {
                return $"invalid char {GoQuoting.QuoteRune(new Rune(letter))} in first path element";
            }
        }

        return null;
    }

    private static string? CheckSuffix(string path) => TrySplitMajor(path, out _, out _) ? null : "invalid version";
}
