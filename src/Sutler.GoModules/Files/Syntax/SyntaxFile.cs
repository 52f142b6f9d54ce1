namespace Sutler.GoModules.Files;

/// <summary>The syntax tree of a whole file, with the edits that keep its layout.</summary>
internal sealed class SyntaxFile : SyntaxNode
{
    public List<SyntaxStatement> Statements { get; set; } = [];

    /// <summary>Adds a line beside <paramref name="hint"/>, or after the last statement with the same verb, or at the end.</summary>
    /// <remarks>With the hint's own verb the line joins its block, which is made when there is none; else it follows as a statement.</remarks>
    public SyntaxLine AddLine(SyntaxNode? hint, params string[] tokens)
    {
        hint ??= Statements.FindLast(statement => HasVerb(statement, tokens[0]));
        int index = hint is null ? -1 : Statements.FindIndex(statement => Holds(statement, hint));
        if (index < 0)
        {
            return Insert(Statements.Count, new SyntaxLine { Tokens = tokens });
        }

        return HasVerb(Statements[index], tokens[0])
            ? AddToBlock(EnsureBlock(index), hint!, tokens)
            : Insert(index + 1, new SyntaxLine { Tokens = tokens });
    }

    /// <summary>Adds a line beside one with the same path, or else at the end: that is how modfile places exclusions and replacements.</summary>
    public SyntaxLine AddLineBeside(SyntaxLine? hint, params string[] tokens) =>
        hint is null ? Insert(Statements.Count, new SyntaxLine { Tokens = tokens }) : AddLine(hint, tokens);

    /// <summary>Replaces the words of a line, given with the verb.</summary>
    public static void UpdateLine(SyntaxLine line, params string[] tokens) =>
        line.Tokens = line.InBlock ? tokens[1..] : tokens;

    /// <summary>The block at an index; a lone line there becomes one.</summary>
    public SyntaxBlock EnsureBlock(int index)
    {
        if (Statements[index] is SyntaxBlock existing)
        {
            return existing;
        }

        var line = (SyntaxLine)Statements[index];
        var block = new SyntaxBlock { Tokens = line.Tokens![..1], Lines = [line] };
        line.Tokens = line.Tokens[1..];
        line.InBlock = true;
        Statements[index] = block;
        return block;
    }

    /// <summary>Puts a statement at an index.</summary>
    public T Insert<T>(int index, T statement)
        where T : SyntaxStatement
    {
        Statements.Insert(index, statement);
        return statement;
    }

    /// <summary>Drops removed lines and empty blocks, and turns a block with one line into that line. Spec: GOMOD-22.</summary>
    public void Cleanup()
    {
        List<SyntaxStatement> kept = [];
        foreach (SyntaxStatement statement in Statements)
        {
            switch (statement)
            {
                case SyntaxLine { Tokens: null }:
                    break;
                case SyntaxBlock block:
                    block.Lines.RemoveAll(line => line.Tokens is null);
                    if (block.Lines.Count > 0)
                    {
                        kept.Add(Collapsed(block));
                    }

                    break;
                default:
                    kept.Add(statement);
                    break;
            }
        }

        Statements = kept;
    }

    /// <summary>Drops the given lines, and every block that is empty then.</summary>
    public void Drop(HashSet<SyntaxLine> lines)
    {
        foreach (SyntaxBlock block in Statements.OfType<SyntaxBlock>())
        {
            block.Lines.RemoveAll(lines.Contains);
        }

        Statements.RemoveAll(statement =>
            statement is SyntaxBlock { Lines.Count: 0 } || (statement is SyntaxLine line && lines.Contains(line)));
    }

    private static SyntaxStatement Collapsed(SyntaxBlock block)
    {
        if (block.Lines.Count != 1 || block.Close.Before is { Count: > 0 })
        {
            return block;
        }

        SyntaxLine line = block.Lines[0];
        line.Before = [.. block.Before ?? [], .. line.Before ?? []];
        line.Suffix = [.. line.Suffix ?? [], .. block.Suffix ?? []];
        line.After = [.. line.After ?? [], .. block.After ?? []];
        line.Tokens = [.. block.Tokens, .. line.Tokens!];
        line.InBlock = false;
        return line;
    }

    private static SyntaxLine AddToBlock(SyntaxBlock block, SyntaxNode hint, string[] tokens)
    {
        var line = new SyntaxLine { Tokens = tokens[1..], InBlock = true };
        int index = hint is SyntaxLine ? block.Lines.IndexOf((SyntaxLine)hint) : -1;
        block.Lines.Insert(index < 0 ? block.Lines.Count : index + 1, line);
        return line;
    }

    private static bool HasVerb(SyntaxStatement statement, string verb) => statement switch
    {
        SyntaxLine line => line.HasVerb(verb),
        SyntaxBlock block => block.HasVerb(verb),
        _ => false,
    };

    private static bool Holds(SyntaxStatement statement, SyntaxNode node) =>
        statement == node || (statement is SyntaxBlock block && node is SyntaxLine line && block.Lines.Contains(line));
}
