using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>One statement of a go.mod or go.work file that gives a value.</summary>
public abstract class Directive
{
    private protected Directive(SyntaxLine syntax) => Syntax = syntax;

    /// <summary>The line in the file, from 1; 0 for a statement added since it was read.</summary>
    public int Line => Syntax.Start.Line;

    internal SyntaxLine Syntax { get; set; }
}

/// <summary>The <c>module</c> statement. Spec: GOMOD-3.</summary>
public sealed class ModuleDirective : Directive
{
    internal ModuleDirective(SyntaxLine syntax, string path, string deprecation)
        : base(syntax)
    {
        Path = path;
        Deprecation = deprecation;
    }

    /// <summary>The module path as written, unchecked.</summary>
    public string Path { get; }

    /// <summary>The text after <c>Deprecated:</c> in the statement's comments, or empty.</summary>
    public string Deprecation { get; }
}

/// <summary>A <c>require</c> statement. Spec: GOMOD-7.</summary>
public sealed class RequireDirective : Directive
{
    internal RequireDirective(SyntaxLine syntax, ModuleId module, bool indirect)
        : base(syntax)
    {
        Module = module;
        Indirect = indirect;
    }

    /// <summary>The required module and its minimum version, canonical.</summary>
    public ModuleId Module { get; internal set; }

    /// <summary>Whether the line is marked <c>// indirect</c>.</summary>
    public bool Indirect { get; internal set; }
}

/// <summary>An <c>exclude</c> statement. Spec: GOMOD-7.</summary>
public sealed class ExcludeDirective : Directive
{
    internal ExcludeDirective(SyntaxLine syntax, ModuleId module)
        : base(syntax) => Module = module;

    /// <summary>The excluded module version.</summary>
    public ModuleId Module { get; }
}

/// <summary>A <c>replace</c> statement. Spec: GOMOD-8.</summary>
public sealed class ReplaceDirective : Directive
{
    internal ReplaceDirective(SyntaxLine syntax, ModuleId old, ModuleId target)
        : base(syntax)
    {
        Old = old;
        New = target;
    }

    /// <summary>What is replaced; an empty version stands for all versions.</summary>
    public ModuleId Old { get; }

    /// <summary>What stands in for it; with an empty version the path is a directory.</summary>
    public ModuleId New { get; internal set; }

    /// <summary>Whether the target is a directory.</summary>
    public bool IsDirectory => New.Version.Length == 0;
}

/// <summary>A <c>retract</c> statement: a closed interval of versions. Spec: GOMOD-10.</summary>
public sealed class RetractDirective : Directive
{
    internal RetractDirective(SyntaxLine syntax, string low, string high, string rationale)
        : base(syntax)
    {
        Low = low;
        High = high;
        Rationale = rationale;
    }

    /// <summary>The lowest retracted version; as written unless a <see cref="VersionFixer"/> was given.</summary>
    public string Low { get; internal set; }

    /// <summary>The highest retracted version, equal to <see cref="Low"/> for a single one.</summary>
    public string High { get; internal set; }

    /// <summary>The comments before and beside the statement, without slashes; lines end in a newline except the last.</summary>
    public string Rationale { get; }
}

/// <summary>A <c>godebug</c> statement. Spec: GOMOD-6.</summary>
public sealed class GodebugDirective : Directive
{
    internal GodebugDirective(SyntaxLine syntax, string key, string value)
        : base(syntax)
    {
        Key = key;
        Value = value;
    }

    /// <summary>The setting's name, unchecked.</summary>
    public string Key { get; }

    /// <summary>The setting's value.</summary>
    public string Value { get; }
}

/// <summary>A statement whose only argument is a path: <c>tool</c> and <c>ignore</c> in go.mod, <c>use</c> in go.work. Spec: GOMOD-11, GOMOD-12, WORK-1.</summary>
public sealed class PathDirective : Directive
{
    internal PathDirective(SyntaxLine syntax, string path)
        : base(syntax) => Path = path;

    /// <summary>The import path of a tool, or a directory as written.</summary>
    public string Path { get; }
}
