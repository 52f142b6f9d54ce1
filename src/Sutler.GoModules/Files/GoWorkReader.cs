namespace Sutler.GoModules.Files;

/// <summary>Gives the statements of a go.work file their meaning. Spec: WORK-1.</summary>
internal sealed class GoWorkReader(string fileName, VersionFixer? fix) : GoFileReader(fileName, fix)
{
    /// <summary>Reads the whole file, or throws <see cref="GoFileException"/> with every error.</summary>
    public GoWorkFile Read(SyntaxFile syntax)
    {
        var file = new GoWorkFile(syntax);
        foreach (SyntaxStatement statement in syntax.Statements)
        {
            switch (statement)
            {
                case SyntaxLine line:
                    ReadLine(file, line, line.Tokens![0]);
                    break;
                case SyntaxBlock { Tokens: ["godebug" or "use" or "replace"] } block:
                    block.Lines.ForEach(line => ReadLine(file, line, block.Tokens[0]));
                    break;
                case SyntaxBlock block:
                    Refuse(block.Start, "unknown block type: " + string.Join(' ', block.Tokens));
                    break;
            }
        }

        ThrowIfRefused();
        return file;
    }

    private void ReadLine(GoWorkFile file, SyntaxLine line, string verb)
    {
        switch (verb)
        {
            case "go":
                ReadGo(file, line, lax: false);
                break;
            case "toolchain":
                ReadToolchain(file, line);
                break;
            case "godebug":
                ReadGodebug(file, line);
                break;
            case "use":
                ReadPath(file.UseList, line, "usage: use local/dir");
                break;
            case "replace":
                ReadReplace(file, line);
                break;
            default:
                Refuse(line, "unknown directive: " + verb);
                break;
        }
    }
}
