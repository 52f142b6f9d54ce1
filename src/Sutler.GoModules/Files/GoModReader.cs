using System.Runtime.InteropServices;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>Gives the statements of a go.mod file their meaning. Spec: GOMOD-2 to GOMOD-13.</summary>
internal sealed class GoModReader(string fileName, VersionFixer? fix, bool strict, bool acceptIgnore) : GoFileReader(fileName, fix)
{
    private static readonly VersionFixer KeepAsWritten = (_, version) => version;

    /// <summary>Reads the whole file, or throws <see cref="GoFileException"/> with every error.</summary>
    public GoModFile Read(SyntaxFile syntax)
    {
        var file = new GoModFile(syntax);
        foreach (SyntaxStatement statement in syntax.Statements)
        {
            switch (statement)
            {
                case SyntaxLine line:
                    ReadLine(file, null, line, line.Tokens![0]);
                    break;
                case SyntaxBlock block:
                    ReadBlock(file, block);
                    break;
            }
        }

        FixRetractions(file);
        ThrowIfRefused();
        return file;
    }

    private void ReadBlock(GoModFile file, SyntaxBlock block)
    {
        if (block.Tokens is ["module" or "godebug" or "require" or "exclude" or "replace" or "retract" or "tool"]
            || (acceptIgnore && block.Tokens is ["ignore"]))
        {
            foreach (SyntaxLine line in block.Lines)
            {
                ReadLine(file, block, line, block.Tokens[0]);
            }
        }
        else if (strict)
        {
            Refuse(block.Start, "unknown block type: " + string.Join(' ', block.Tokens));
        }
    }

    private void ReadLine(GoModFile file, SyntaxBlock? block, SyntaxLine line, string verb)
    {
        switch (verb)
        {
            case "go":
                ReadGo(file, line, lax: !strict);
                break;
            case "module":
                ReadModule(file, block, line);
                break;
            case "retract":
                ReadRetract(file, block, line);
                break;
            case "require":
                ReadRequire(file, line);
                break;
            default:
                if (strict)
                {
                    ReadMainModuleLine(file, line, verb);
                }

                break;
        }
    }

    // Statements that mean nothing in a dependency, where even malformed ones are passed over (GOMOD-13).
    private void ReadMainModuleLine(GoModFile file, SyntaxLine line, string verb)
    {
        switch (verb)
        {
            case "toolchain":
                ReadToolchain(file, line);
                break;
            case "godebug":
                ReadGodebug(file, line);
                break;
            case "exclude":
                ReadExclude(file, line);
                break;
            case "replace":
                ReadReplace(file, line);
                break;
            case "tool":
                ReadPath(file.ToolList, line, "tool directive expects exactly one argument");
                break;
            case "ignore" when acceptIgnore:
                ReadPath(file.IgnoreList, line, "ignore directive expects exactly one argument");
                break;
            default:
                Refuse(line, "unknown directive: " + verb);
                break;
        }
    }

    private void ReadModule(GoModFile file, SyntaxBlock? block, SyntaxLine line)
    {
        if (file.Module is not null)
        {
            Refuse(line, "repeated module statement");
            return;
        }

        // A malformed statement counts as the one allowed: a second one is refused as repeated, too.
        string deprecation = DirectiveComments.DeprecationIn(DirectiveComments.TextOf(block, line));
        string? path = null;
        if (line.Arguments.Length != 1)
        {
            Refuse(line, "usage: module module/path");
        }
        else if (!TryReadWord(ref line.Arguments[0], out path, out Problem? problem))
        {
            Refuse(line, problem);
        }

        file.Module = new ModuleDirective(line, path ?? "", deprecation);
    }

    private void ReadRequire(GoModFile file, SyntaxLine line)
    {
        if (TryReadModule(line, "require", out ModuleId module))
        {
            file.RequireList.Add(new RequireDirective(line, module, DirectiveComments.IsIndirect(line)));
        }
    }

    private void ReadExclude(GoModFile file, SyntaxLine line)
    {
        if (TryReadModule(line, "exclude", out ModuleId module))
        {
            file.ExcludeList.Add(new ExcludeDirective(line, module));
        }
    }

    private bool TryReadModule(SyntaxLine line, string verb, out ModuleId module)
    {
        Span<string> arguments = line.Arguments;
        module = default;
        if (arguments.Length != 2)
        {
            Refuse(line, $"usage: {verb} module/path v1.2.3");
            return false;
        }

        if (!TryReadWord(ref arguments[0], out string? path, out Problem? problem))
        {
            Refuse(line, problem);
            return false;
        }

        problem = ReadVersion(verb, path, ref arguments[1], Fix, out string version);
        if (problem is null)
        {
            problem = ModulePathRules.TrySplitMajor(path, out _, out string pathMajor)
                ? CheckMajor(verb, path, version, pathMajor)
                : new Problem("invalid module path");
        }

        if (problem is not null)
        {
            Refuse(line, problem);
            return false;
        }

        module = new ModuleId(path, version);
        return true;
    }

    private void ReadRetract(GoModFile file, SyntaxBlock? block, SyntaxLine line)
    {
        Span<string> arguments = line.Arguments;
        Problem? problem = ReadInterval("", arguments, KeepAsWritten, out Interval interval);
        if (problem is null && strict && interval.Used < arguments.Length)
        {
            problem = new Problem("unexpected token after version: " + GoText.Quote(arguments[interval.Used]));
        }

        if (problem is null)
        {
            string rationale = DirectiveComments.TextOf(block, line);
            file.RetractList.Add(new RetractDirective(line, interval.Low, interval.High, rationale));
        }
        else if (strict)
        {
            // Other modules may use forms of intervals that are still to come (GOMOD-13).
            Refuse(line, problem);
        }
    }

    /// <summary>Makes retracted versions canonical once the module path is known, which may stand at the end.</summary>
    private void FixRetractions(GoModFile file)
    {
        if (Fix is not VersionFixer fix)
        {
            return;
        }

        foreach (RetractDirective retract in file.RetractList)
        {
            SyntaxLine line = retract.Syntax;
            if (file.Module is not { Path.Length: > 0 } module)
            {
                Refuse(line, "no module directive found, so retract cannot be used");
                return;
            }

            Span<string> arguments = line.Tokens.AsSpan(line.HasVerb("retract") ? 1 : 0);
            if (ReadInterval(module.Path, arguments, fix, out Interval interval) is Problem problem)
            {
                Refuse(line, problem);
            }

            (retract.Low, retract.High) = (interval.Low, interval.High);
        }
    }

    private static Problem? ReadInterval(string path, Span<string> arguments, VersionFixer fixer, out Interval interval)
    {
        interval = new Interval("", "", 0);
        if (arguments.Length == 0 || arguments[0] == "(")
        {
            return new Problem("expected '[' or version");
        }

        if (arguments[0] != "[")
        {
            Problem? single = ReadVersion("retract", path, ref arguments[0], fixer, out string version);
            interval = new Interval(version, version, 1);
            return single;
        }

        string high = "";
        Problem? problem = ReadBound(path, arguments, 1, "expected version after '['", fixer, out string low)
            ?? Expect(arguments, 2, ",", "expected ',' after version")
            ?? ReadBound(path, arguments, 3, "expected version after ','", fixer, out high)
            ?? Expect(arguments, 4, "]", "expected ']' after version");
        interval = new Interval(low, high, 5);
        return problem;
    }

    private static Problem? ReadBound(string path, Span<string> arguments, int at, string missing, VersionFixer fixer, out string version)
    {
        version = "";
        return at < arguments.Length ? ReadVersion("retract", path, ref arguments[at], fixer, out version) : new Problem(missing);
    }

    private static Problem? Expect(Span<string> arguments, int at, string mark, string missing) =>
        at < arguments.Length && arguments[at] == mark ? null : new Problem(missing);

    /// <summary>The bounds of a retraction and the number of words they took.</summary>
    [StructLayout(LayoutKind.Auto)]
    private readonly record struct Interval(string Low, string High, int Used);
}
