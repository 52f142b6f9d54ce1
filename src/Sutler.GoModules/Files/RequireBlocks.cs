using Sutler.GoModules.Modules;

namespace Sutler.GoModules.Files;

/// <summary>The two blocks of a go.mod file that take direct and indirect requirements. Spec: GOMOD-22.</summary>
internal sealed class RequireBlocks
{
    private readonly Dictionary<SyntaxLine, SyntaxBlock> _blockOf = [];
    private SyntaxBlock _direct = null!;
    private SyntaxBlock _indirect = null!;
    private bool _split;

    private RequireBlocks()
    {
    }

    /// <summary>Finds the last uncommented block (or line) of each kind, and makes what is missing; Cleanup undoes what stays empty.</summary>
    public static RequireBlocks Find(SyntaxFile file)
    {
        var blocks = new RequireBlocks();
        var survey = new Survey();
        for (int i = 0; i < file.Statements.Count; i++)
        {
            blocks.Look(file.Statements[i], i, survey);
        }

        blocks._split = survey.Count == 1 && !DirectiveComments.HasOtherComments(file.Statements[survey.Last]);
        blocks.Make(file, survey);
        return blocks;
    }

    /// <summary>Moves a requirement to the block of its kind if it stands in the other one, or if the only block is being split.</summary>
    public void MoveIfMisplaced(RequireDirective require)
    {
        SyntaxBlock? block = _blockOf.GetValueOrDefault(require.Syntax);
        if (_split || block == (require.Indirect ? _direct : _indirect))
        {
            SyntaxLine old = require.Syntax;
            SyntaxLine moved = old.Copy();
            moved.Tokens = old.HasVerb("require") && !old.InBlock ? old.Tokens![1..] : old.Tokens;
            old.Tokens = null;
            require.Syntax = Append(moved, require.Indirect);
        }
    }

    /// <summary>Adds a new requirement to the block of its kind.</summary>
    public RequireDirective Add(ModuleId module, bool indirect)
    {
        var line = new SyntaxLine { Tokens = [GoLiteral.AutoQuote(module.Path), module.Version] };
        DirectiveComments.SetIndirect(line, indirect);
        return new RequireDirective(Append(line, indirect), module, indirect);
    }

    private SyntaxLine Append(SyntaxLine line, bool indirect)
    {
        line.InBlock = true;
        (indirect ? _indirect : _direct).Lines.Add(line);
        return line;
    }

    private void Look(SyntaxStatement statement, int index, Survey survey)
    {
        IReadOnlyList<SyntaxLine> lines;
        switch (statement)
        {
            case SyntaxLine line when line.HasVerb("require"):
                lines = [line];
                break;
            case SyntaxBlock block when block.HasVerb("require"):
                lines = block.Lines;
                block.Lines.ForEach(line => _blockOf[line] = block);
                break;
            default:
                return;
        }

        survey.Count++;
        survey.Last = index;
        bool plain = lines.Count > 0 && !DirectiveComments.HasOtherComments(statement) && !lines.Any(DirectiveComments.HasOtherComments);
        if (plain && !lines.Any(DirectiveComments.IsIndirect))
        {
            survey.Direct = index;
        }
        else if (plain && lines.All(DirectiveComments.IsIndirect))
        {
            survey.Indirect = index;
        }
    }

    private void Make(SyntaxFile file, Survey survey)
    {
        if (survey.Direct >= 0)
        {
            _direct = file.EnsureBlock(survey.Direct);
        }
        else
        {
            // Direct requirements come first: right before the indirect ones, or else after the last require.
            survey.Direct = survey.Indirect >= 0 ? survey.Indirect++ : survey.Last >= 0 ? survey.Last + 1 : file.Statements.Count;
            _direct = file.Insert(survey.Direct, new SyntaxBlock { Tokens = ["require"] });
        }

        _indirect = survey.Indirect >= 0
            ? file.EnsureBlock(survey.Indirect)
            : file.Insert(survey.Direct + 1, new SyntaxBlock { Tokens = ["require"] });
    }

    /// <summary>Where the statements of interest stand; -1 when there is none.</summary>
    private sealed class Survey
    {
        public int Count { get; set; }

        public int Last { get; set; } = -1;

        public int Direct { get; set; } = -1;

        public int Indirect { get; set; } = -1;
    }
}
