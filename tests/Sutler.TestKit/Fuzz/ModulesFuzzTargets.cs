using System.Diagnostics;
using System.Text;
using Sutler.GoModules;
using Sutler.GoModules.Modules;

namespace Sutler.TestKit.Fuzz;

/// <summary>Fuzz targets of module paths, versions and globs; each throws only when an invariant breaks.</summary>
public static class ModulesFuzzTargets
{
    /// <summary>Versions: the parts fit together and the order is one.</summary>
    public static void Versions(ReadOnlySpan<byte> data)
    {
        var (left, right) = SplitInTwo(data);
        Demand(SemanticVersion.Compare(left, right) == -SemanticVersion.Compare(right, left), "semantic order is not antisymmetric");
        Demand(GoVersion.Compare(left, right) == -GoVersion.Compare(right, left), "go order is not antisymmetric");
        var canonical = SemanticVersion.CanonicalVersion(left);
        Demand(SemanticVersion.IsValid(left) == canonical.Length > 0, "only a valid version has a canonical form");
        Demand(SemanticVersion.CanonicalVersion(canonical) == canonical, "the canonical form is not canonical");
        Demand(SemanticVersion.Compare(left, canonical) == 0, "the canonical form is another version");
        if (!PseudoVersion.Is(left))
        {
            return;
        }

        try
        {
            var again = PseudoVersion.Create(SemanticVersion.Major(left), PseudoVersion.Base(left), PseudoVersion.Time(left), PseudoVersion.Revision(left));
            Demand(again == left, $"{left} became {again}");
        }
        catch (InvalidVersionException)
        {
            // The form alone does not promise a base or a time.
        }
    }

    /// <summary>Paths: what is legal is ASCII, escapes without loss and is stricter than an import path.</summary>
    public static void ModulePaths(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        if (ModulePath.TryParse(text, out var path, out _))
        {
            Demand(Ascii.IsValid(text), "a module path is ASCII");
            Demand(ModulePathRules.CheckImportPath(text) is null, "a module path is an import path");
            Demand(ModulePathRules.CheckFilePath(text) is null, "a module path is a file path");
            Demand(!path.Escaped.Any(char.IsAsciiLetterUpper), "an escaped path has no upper case");
            Demand(ModulePathRules.TryUnescapePath(path.Escaped, out var back, out _) && back == path, "escaping loses something");
        }

        if (ModulePathRules.TryUnescapePath(text, out var unescaped, out _))
        {
            Demand(unescaped.Escaped == text, "two escaped paths mean the same module");
        }

        if (ModulePathRules.TryEscapeVersion(text, out var version, out _))
        {
            Demand(ModulePathRules.TryUnescapeVersion(version, out var plain, out _) && plain == text, "escaping a version loses something");
        }
    }

    /// <summary>Globs: never fail, and a malformed one matches nothing.</summary>
    public static void Globs(ReadOnlySpan<byte> data)
    {
        var (pattern, name) = SplitInTwo(data);
        Demand(PathPattern.TryMatch(pattern, name, out var matched) || !matched, "a malformed pattern matched");
        new GlobList(pattern).Matches(name);
    }

    /// <summary>Quoting: one printable line whatever comes in.</summary>
    public static void Quoting(ReadOnlySpan<byte> data)
    {
        var quoted = GoQuoting.QuoteUtf8(data);
        Demand(quoted.Length >= 2 && quoted[0] == '"' && quoted[^1] == '"', "not between quotes");
        Demand(quoted.EnumerateRunes().All(GoUnicode.IsPrint), "unprintable characters are left");
    }

    private static (string Left, string Right) SplitInTwo(ReadOnlySpan<byte> data)
    {
        var text = Encoding.UTF8.GetString(data);
        var newline = text.IndexOf('\n', StringComparison.Ordinal);
        return newline < 0 ? (text, text) : (text[..newline], text[(newline + 1)..]);
    }

    private static void Demand(bool holds, string otherwise)
    {
        if (!holds)
        {
            throw new UnreachableException(otherwise);
        }
    }
}
