using Sutler.Errors;
using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>A go.mod file: its values, and the text they came from. Spec: GOMOD rules.</summary>
public sealed partial class GoModFile : GoFile
{
    internal GoModFile(SyntaxFile syntax)
        : base(syntax)
    {
    }

    /// <summary>The <c>module</c> statement, or null.</summary>
    public ModuleDirective? Module { get; internal set; }

    /// <summary>The requirements in file order, duplicates included.</summary>
    public IReadOnlyList<RequireDirective> Requires => RequireList;

    /// <summary>The excluded module versions in file order; empty in a dependency.</summary>
    public IReadOnlyList<ExcludeDirective> Excludes => ExcludeList;

    /// <summary>The retracted versions in file order.</summary>
    public IReadOnlyList<RetractDirective> Retracts => RetractList;

    /// <summary>The <c>tool</c> import paths in file order; empty in a dependency.</summary>
    public IReadOnlyList<PathDirective> Tools => ToolList;

    /// <summary>The <c>ignore</c> directories in file order; only when they were accepted.</summary>
    public IReadOnlyList<PathDirective> Ignores => IgnoreList;

    internal List<RequireDirective> RequireList { get; private set; } = [];

    internal List<ExcludeDirective> ExcludeList { get; } = [];

    internal List<RetractDirective> RetractList { get; } = [];

    internal List<PathDirective> ToolList { get; } = [];

    internal List<PathDirective> IgnoreList { get; } = [];

    /// <summary>
    /// Reads the go.mod of a main module, where every statement must be known and well-formed, or throws <see cref="GoFileException"/>.
    /// </summary>
    /// <param name="fileName">The file's name in errors.</param>
    /// <param name="data">The file's bytes; the caller bounds their number.</param>
    /// <param name="fix">Makes versions canonical; without it they must have the form <c>v1.2.3</c>.</param>
    /// <param name="acceptIgnore">Whether <c>ignore</c> is known, as from go 1.25. Spec: GOMOD-12.</param>
    public static GoModFile ParseStrict(string fileName, ReadOnlyMemory<byte> data, VersionFixer? fix, bool acceptIgnore = false) =>
        new GoModReader(fileName, fix, strict: true, acceptIgnore).Read(GoModParser.Parse(fileName, data.Span));

    /// <summary>
    /// Reads the go.mod of a dependency: only <c>module</c>, <c>go</c>, <c>require</c> and <c>retract</c> count, whatever else
    /// stands in it is passed over; throws <see cref="GoFileException"/>. Spec: GOMOD-13.
    /// </summary>
    /// <inheritdoc cref="ParseStrict" path="/param"/>
    public static GoModFile ParseLax(string fileName, ReadOnlyMemory<byte> data, VersionFixer? fix) =>
        new GoModReader(fileName, fix, strict: false, acceptIgnore: false).Read(GoModParser.Parse(fileName, data.Span));

    /// <summary>Adds an exclusion; throws <see cref="SutlerException"/> when the version is not canonical or not of the path's major version.</summary>
    public void AddExclude(ModuleId module)
    {
        if (CanonicalVersionProblem(module) is string problem)
        {
            throw new SutlerException(problem);
        }

        if (!ExcludeList.Exists(exclude => exclude.Module == module))
        {
            SyntaxLine? hint = ExcludeList.FindLast(exclude => exclude.Module.Path == module.Path)?.Syntax;
            SyntaxLine line = Syntax.AddLineBeside(hint, "exclude", GoLiteral.AutoQuote(module.Path), module.Version);
            ExcludeList.Add(new ExcludeDirective(line, module));
        }
    }

    /// <summary>Removes the exclusions of a module version.</summary>
    public void DropExclude(ModuleId module) => Drop(ExcludeList, exclude => exclude.Module == module);

    /// <summary>Sorts every block, after dropping duplicate exclusions, replacements and tools. Spec: GOMOD-23.</summary>
    public void SortBlocks()
    {
        HashSet<SyntaxLine> duplicates = [];
        Duplicates.TakeOut(ExcludeList, exclude => exclude.Module, duplicates);
        Duplicates.TakeOutEarlier(ReplaceList, replace => replace.Old, duplicates);
        Duplicates.TakeOut(ToolList, tool => tool.Path, duplicates);
        Duplicates.TakeOut(IgnoreList, ignore => ignore.Path, duplicates);
        Syntax.Drop(duplicates);
        LineOrder.Sort(Syntax, excludeByVersion: Go is not null && SemanticVersion.Compare("v" + Go, "v1.21") >= 0);
    }

    private protected override SyntaxLine AddGoLine(string version) => Syntax.AddLine(Module?.Syntax, "go", version);

    private protected override SyntaxLine AddToolchainLine(string name) => Syntax.AddLine(GoLine ?? Module?.Syntax, "toolchain", name);

    private static string? CanonicalVersionProblem(ModuleId module)
    {
        (string path, string version) = (module.Path, module.Version);
        bool validPath = ModulePathRules.TrySplitMajor(path, out _, out string pathMajor);
        string invalid = $"version {GoText.Quote(version)} invalid: ";
        if (version.Length == 0 || version != SemanticVersion.CanonicalVersion(version))
        {
            string example = pathMajor.Length == 0 ? "v1" : pathMajor.TrimStart('/', '.').Replace("-unstable", "", StringComparison.Ordinal);
            return $"{invalid}must be of the form {example}.2.3";
        }

        if (!validPath || ModulePathRules.CheckPathMajor(version, pathMajor) is not ParseError error)
        {
            return null;
        }

        return pathMajor.Length == 0
            ? $"{invalid}should be {version}+incompatible (or module {path}/{SemanticVersion.Major(version)})"
            : error.Reason;
    }
}
