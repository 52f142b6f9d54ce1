using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>What go.mod and go.work share: a document that keeps its comments and order through edits. Not thread-safe.</summary>
/// <remarks>
/// Edits mark lines; <see cref="Cleanup"/> then takes removed lines and empty blocks out of the text.
/// The value lists are always up to date.
/// </remarks>
public abstract class GoFile
{
    private protected GoFile(SyntaxFile syntax) => Syntax = syntax;

    /// <summary>The <c>go</c> version, such as <c>1.23.0</c>; null without the line.</summary>
    public string? Go { get; private protected set; }

    /// <summary>The <c>toolchain</c> name, such as <c>go1.23.0</c> or <c>default</c>; null without the line.</summary>
    public string? Toolchain { get; private protected set; }

    /// <summary>The <c>godebug</c> settings in file order.</summary>
    public IReadOnlyList<GodebugDirective> Godebugs => GodebugList;

    /// <summary>The replacements in file order; nothing says that they agree (GOMOD-9).</summary>
    public IReadOnlyList<ReplaceDirective> Replaces => ReplaceList;

    internal SyntaxFile Syntax { get; }

    internal SyntaxLine? GoLine { get; private protected set; }

    internal SyntaxLine? ToolchainLine { get; private protected set; }

    internal List<GodebugDirective> GodebugList { get; } = [];

    internal List<ReplaceDirective> ReplaceList { get; } = [];

    /// <summary>The file's text in the standard layout. Spec: GOMOD-23.</summary>
    public byte[] Format() => SyntaxPrinter.Print(Syntax);

    /// <summary>Takes removed lines and empty blocks out, and makes one-line blocks lines.</summary>
    public void Cleanup() => Syntax.Cleanup();

    /// <summary>Sets the <c>go</c> line, which is added when missing; throws <see cref="SutlerException"/> on a malformed version.</summary>
    public void SetGo(string version)
    {
        if (!DirectiveForms.IsGoVersion(version))
        {
            throw new SutlerException("invalid language version " + GoText.Quote(version));
        }

        Go = version;
        if (GoLine is null)
        {
            GoLine = AddGoLine(version);
        }
        else
        {
            SyntaxFile.UpdateLine(GoLine, "go", version);
        }
    }

    /// <summary>Removes the <c>go</c> line.</summary>
    public void DropGo()
    {
        GoLine?.Remove();
        (Go, GoLine) = (null, null);
    }

    /// <summary>Sets the <c>toolchain</c> line, which is added after the go line when missing; throws <see cref="SutlerException"/> on a malformed name.</summary>
    public void SetToolchain(string name)
    {
        if (!DirectiveForms.IsToolchain(name))
        {
            throw new SutlerException("invalid toolchain name " + GoText.Quote(name));
        }

        Toolchain = name;
        if (ToolchainLine is null)
        {
            ToolchainLine = AddToolchainLine(name);
        }
        else
        {
            SyntaxFile.UpdateLine(ToolchainLine, "toolchain", name);
        }
    }

    /// <summary>Removes the <c>toolchain</c> line.</summary>
    public void DropToolchain()
    {
        ToolchainLine?.Remove();
        (Toolchain, ToolchainLine) = (null, null);
    }

    /// <summary>
    /// Replaces <paramref name="old"/>; an empty version there takes the place of every replacement of the path.
    /// </summary>
    public void AddReplace(ModuleId old, ModuleId target)
    {
        string[] tokens = ReplaceTokens(old, target);
        SyntaxLine? hint = null;
        bool needed = true;
        foreach (ReplaceDirective replace in ReplaceList.Where(r => r.Old.Path == old.Path).ToArray())
        {
            bool same = old.Version.Length == 0 || replace.Old.Version == old.Version;
            if (same && needed)
            {
                SyntaxFile.UpdateLine(replace.Syntax, tokens);
                ReplaceList[ReplaceList.IndexOf(replace)] = new ReplaceDirective(replace.Syntax, old, target);
                needed = false;
            }
            else if (same)
            {
                replace.Syntax.Remove();
                ReplaceList.Remove(replace);
            }
            else
            {
                hint = replace.Syntax;
            }
        }

        if (needed)
        {
            ReplaceList.Add(new ReplaceDirective(Syntax.AddLineBeside(hint, tokens), old, target));
        }
    }

    /// <summary>Removes the replacements of exactly <paramref name="old"/>.</summary>
    public void DropReplace(ModuleId old) => Drop(ReplaceList, replace => replace.Old == old);

    private protected abstract SyntaxLine AddGoLine(string version);

    private protected abstract SyntaxLine AddToolchainLine(string name);

    internal void ReadGo(SyntaxLine line, string version) => (Go, GoLine) = (version, line);

    internal void ReadToolchain(SyntaxLine line, string name) => (Toolchain, ToolchainLine) = (name, line);

    private protected static void Drop<T>(List<T> directives, Predicate<T> isDropped)
        where T : Directive
    {
        foreach (T directive in directives.FindAll(isDropped))
        {
            directive.Syntax.Remove();
        }

        directives.RemoveAll(isDropped);
    }

    private static string[] ReplaceTokens(ModuleId old, ModuleId target)
    {
        List<string> tokens = ["replace", GoLiteral.AutoQuote(old.Path), old.Version, "=>", GoLiteral.AutoQuote(target.Path), target.Version];
        tokens.RemoveAll(token => token.Length == 0);
        return [.. tokens];
    }
}
