namespace Sutler.GoModules.Files;

/// <summary>A go.work file: its values, and the text they came from. Spec: WORK-1.</summary>
public sealed class GoWorkFile : GoFile
{
    internal GoWorkFile(SyntaxFile syntax)
        : base(syntax)
    {
    }

    /// <summary>The directories of the workspace's modules, as written, in file order.</summary>
    public IReadOnlyList<PathDirective> Uses => UseList;

    internal List<PathDirective> UseList { get; } = [];

    /// <summary>Reads the file, where every statement must be known and well-formed, or throws <see cref="GoFileException"/>.</summary>
    /// <param name="fileName">The file's name in errors.</param>
    /// <param name="data">The file's bytes; the caller bounds their number.</param>
    /// <param name="fix">Makes versions canonical; without it they must have the form <c>v1.2.3</c>.</param>
    public static GoWorkFile Parse(string fileName, ReadOnlyMemory<byte> data, VersionFixer? fix) =>
        new GoWorkReader(fileName, fix).Read(GoModParser.Parse(fileName, data.Span));

    /// <summary>Sorts every block, after dropping replacements that a later one overrides.</summary>
    public void SortBlocks()
    {
        HashSet<SyntaxLine> duplicates = [];
        Duplicates.TakeOutEarlier(ReplaceList, replace => replace.Old, duplicates);
        Syntax.Drop(duplicates);
        LineOrder.SortPlainly(Syntax);
    }

    // Comments at the top of the file stay there.
    private protected override SyntaxLine AddGoLine(string version) =>
        Syntax.Insert(IndexAfterComments(), new SyntaxLine { Tokens = ["go", version] });

    private protected override SyntaxLine AddToolchainLine(string name)
    {
        int go = Syntax.Statements.FindIndex(statement => statement is SyntaxLine line && line.HasVerb("go"));
        return Syntax.Insert(go >= 0 ? go + 1 : IndexAfterComments(), new SyntaxLine { Tokens = ["toolchain", name] });
    }

    private int IndexAfterComments()
    {
        int index = Syntax.Statements.FindIndex(statement => statement is not SyntaxCommentBlock);
        return index < 0 ? Syntax.Statements.Count : index;
    }
}
