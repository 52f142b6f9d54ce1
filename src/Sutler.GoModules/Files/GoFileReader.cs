using System.Diagnostics.CodeAnalysis;
using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>Why a statement is refused, and what failed beneath.</summary>
internal sealed record Problem(string Text, Exception? Cause = null);

/// <summary>Reads the statements that go.mod and go.work share, and collects what is wrong. Spec: GOMOD-14.</summary>
internal abstract class GoFileReader(string fileName, VersionFixer? fix)
{
    private readonly List<GoFileError> _errors = [];
    private Exception? _firstCause;

    /// <summary>Makes versions canonical; null asks for the form only.</summary>
    protected VersionFixer? Fix { get; } = fix;

    /// <summary>Throws when anything was refused.</summary>
    protected void ThrowIfRefused()
    {
        if (_errors.Count > 0)
        {
            throw new GoFileException(_errors, _firstCause);
        }
    }

    /// <summary>Notes a problem at a position.</summary>
    protected void Refuse(SourcePosition position, string text, Exception? cause = null)
    {
        _errors.Add(new GoFileError(fileName, position.Line, position.Column, text));
        _firstCause ??= cause;
    }

    /// <summary>Notes a problem of a statement.</summary>
    protected void Refuse(SyntaxLine line, Problem problem) => Refuse(line.Start, problem.Text, problem.Cause);

    /// <summary>Notes a problem of a statement.</summary>
    protected void Refuse(SyntaxLine line, string text) => Refuse(line.Start, text);

    /// <summary>Reads <c>go 1.23.0</c>; a dependency's odd version is cut to what it must mean. Spec: GOMOD-4.</summary>
    protected void ReadGo(GoFile file, SyntaxLine line, bool lax)
    {
        Span<string> arguments = line.Arguments;
        if (file.Go is not null)
        {
            Refuse(line, "repeated go statement");
        }
        else if (arguments.Length != 1)
        {
            Refuse(line, "go directive expects exactly one argument");
        }
        else if (DirectiveForms.IsGoVersion(arguments[0]))
        {
            file.ReadGo(line, arguments[0]);
        }
        else if (lax && DirectiveForms.LaxGoVersion(arguments[0]) is string version)
        {
            arguments[0] = version;
            file.ReadGo(line, version);
        }
        else
        {
            Refuse(line, $"invalid go version '{arguments[0]}': must match format 1.23.0");
        }
    }

    /// <summary>Reads <c>toolchain go1.23.0</c>. Spec: GOMOD-5.</summary>
    protected void ReadToolchain(GoFile file, SyntaxLine line)
    {
        Span<string> arguments = line.Arguments;
        if (file.Toolchain is not null)
        {
            Refuse(line, "repeated toolchain statement");
        }
        else if (arguments.Length != 1)
        {
            Refuse(line, "toolchain directive expects exactly one argument");
        }
        else if (!DirectiveForms.IsToolchain(arguments[0]))
        {
            Refuse(line, $"invalid toolchain version '{arguments[0]}': must match format go1.23.0 or default");
        }
        else
        {
            file.ReadToolchain(line, arguments[0]);
        }
    }

    /// <summary>Reads <c>godebug key=value</c>. Spec: GOMOD-6.</summary>
    protected void ReadGodebug(GoFile file, SyntaxLine line)
    {
        Span<string> arguments = line.Arguments;
        int equals = arguments.Length == 1 ? arguments[0].IndexOf('=', StringComparison.Ordinal) : -1;
        if (equals < 0 || arguments[0].AsSpan().ContainsAny("\"`',"))
        {
            Refuse(line, "usage: godebug key=value");
        }
        else
        {
            file.GodebugList.Add(new GodebugDirective(line, arguments[0][..equals], arguments[0][(equals + 1)..]));
        }
    }

    /// <summary>Reads a statement with one path; <paramref name="usage"/> is the text when the count is wrong.</summary>
    protected void ReadPath(List<PathDirective> list, SyntaxLine line, string usage)
    {
        Span<string> arguments = line.Arguments;
        if (arguments.Length != 1)
        {
            Refuse(line, usage);
        }
        else if (!TryReadWord(ref arguments[0], out string? path, out Problem? problem))
        {
            Refuse(line, problem);
        }
        else
        {
            list.Add(new PathDirective(line, path));
        }
    }

    /// <summary>Reads <c>replace old [v] => new [v]</c>. Spec: GOMOD-8.</summary>
    protected void ReadReplace(GoFile file, SyntaxLine line)
    {
        Problem? problem = TryReadReplace(line, line.Arguments, out ReplaceDirective? replace);
        if (problem is not null)
        {
            Refuse(line, problem);
        }
        else
        {
            file.ReplaceList.Add(replace!);
        }
    }

    /// <summary>Reads a word, and writes it back with only the quotes it needs.</summary>
    protected static bool TryReadWord(ref string token, [NotNullWhen(true)] out string? word, [NotNullWhen(false)] out Problem? problem)
    {
        problem = WordProblem(token, out word) is string reason ? new Problem("invalid quoted string: " + reason) : null;
        if (problem is null)
        {
            token = GoLiteral.AutoQuote(word!);
        }

        return problem is null;
    }

    /// <summary>Reads a version and makes it canonical, in the file as well; <paramref name="fixer"/> null asks for the form only.</summary>
    protected static Problem? ReadVersion(string verb, string path, ref string token, VersionFixer? fixer, out string version)
    {
        version = "";
        if (WordProblem(token, out string? written) is string reason)
        {
            return About(verb, path, InvalidVersion("version", token, reason));
        }

        token = GoLiteral.AutoQuote(written!);
        try
        {
            version = fixer is null ? SemanticVersion.CanonicalVersion(written!) : fixer(path, written!);
        }
        catch (SutlerException failure) when (failure is not FatalException)
        {
            return failure is ModuleException { InnerException: Exception cause }
                ? About(verb, path, TextOf(cause), failure)
                : new Problem(TextOf(failure), failure);
        }

        if (fixer is null && version.Length == 0)
        {
            return About(verb, path, InvalidVersion("version", written!, "must be of the form v1.2.3"));
        }

        token = version;
        return null;
    }

    /// <summary>Null, or why the path's suffix and the version do not go together. Spec: GOMOD-7.</summary>
    protected static Problem? CheckMajor(string verb, string path, string version, string pathMajor) =>
        ModulePathRules.CheckPathMajor(version, pathMajor) is ParseError error ? About(verb, path, error.Reason) : null;

    /// <summary>The problem with the statement's name before it, as an error of modfile prints it.</summary>
    private static Problem About(string verb, string path, string text, Exception? cause = null) =>
        new(path.Length > 0 ? $"{verb} {path}: {text}" : $"{verb}: {text}", cause);

    private static string InvalidVersion(string noun, string version, string reason) =>
        $"{noun} {GoText.Quote(version)} invalid: {reason}";

    private static string TextOf(Exception failure) =>
        failure is InvalidVersionException invalid ? InvalidVersion(invalid.Noun, invalid.Version, invalid.Message) : failure.Message;

    private static string? WordProblem(string token, out string? word)
    {
        if (token.StartsWith('"'))
        {
            return GoLiteral.TryUnquote(token, out word) ? null : GoLiteral.InvalidSyntax;
        }

        bool hasQuote = token.AsSpan().ContainsAny("\"'`");
        word = hasQuote ? null : token;
        return hasQuote ? "unquoted string cannot contain quote" : null;
    }

    private Problem? TryReadReplace(SyntaxLine line, Span<string> arguments, out ReplaceDirective? replace)
    {
        replace = null;
        int arrow = arguments.Length >= 2 && arguments[1] == "=>" ? 1 : 2;
        if (arguments.Length < arrow + 2 || arguments.Length > arrow + 3 || arguments[arrow] != "=>")
        {
            return new Problem("usage: replace module/path [v1.2.3] => other/module v1.4\n\t or replace module/path [v1.2.3] => ../local/directory");
        }

        ModuleId target = default;
        Problem? problem = ReadReplaced(arguments[..arrow], out ModuleId old) ?? ReadReplacement(arguments[(arrow + 1)..], out target);
        if (problem is null)
        {
            replace = new ReplaceDirective(line, old, target);
        }

        return problem;
    }

    private Problem? ReadReplaced(Span<string> arguments, out ModuleId old)
    {
        old = default;
        if (!TryReadWord(ref arguments[0], out string? path, out Problem? problem))
        {
            return problem;
        }

        if (!ModulePathRules.TrySplitMajor(path, out _, out string pathMajor))
        {
            return About("replace", path, "invalid module path");
        }

        string version = "";
        if (arguments.Length == 2)
        {
            problem = ReadVersion("replace", path, ref arguments[1], Fix, out version) ?? CheckMajor("replace", path, version, pathMajor);
        }

        old = new ModuleId(path, version);
        return problem;
    }

    private Problem? ReadReplacement(Span<string> arguments, out ModuleId target)
    {
        target = default;
        if (!TryReadWord(ref arguments[0], out string? path, out Problem? problem))
        {
            return problem;
        }

        string version = "";
        if (arguments.Length == 1)
        {
            problem = DirectoryProblem(path) is string text ? new Problem(text) : null;
        }
        else
        {
            problem = ReadVersion("replace", path, ref arguments[1], Fix, out version);
            if (problem is null && DirectiveForms.IsDirectoryPath(path))
            {
                problem = new Problem($"replacement module directory path {GoText.Quote(path)} cannot have version");
            }
        }

        target = new ModuleId(path, version);
        return problem;
    }

    private static string? DirectoryProblem(string path)
    {
        if (!DirectiveForms.IsDirectoryPath(path))
        {
            return path.Contains('@', StringComparison.Ordinal)
                ? "replacement module must match format 'path version', not 'path@version'"
                : "replacement module without version must be directory path (rooted or starting with . or ..)";
        }

        return Path.DirectorySeparatorChar == '/' && path.Contains('\\', StringComparison.Ordinal)
            ? "replacement directory appears to be Windows path (on a non-windows system)"
            : null;
    }
}
