using System.Text;

namespace Sutler.GoModules.Files;

/// <summary>Prints a syntax tree in the one standard layout. Spec: GOMOD-23.</summary>
internal sealed class SyntaxPrinter
{
    private readonly StringBuilder _text = new();
    private readonly List<string> _pending = [];
    private int _margin;

    private SyntaxPrinter()
    {
    }

    /// <summary>The file's bytes: tabs, single spaces, one blank line between statements, one newline at the end.</summary>
    public static byte[] Print(SyntaxFile file)
    {
        var printer = new SyntaxPrinter();
        printer.PrintFile(file);
        return GoText.Encode(printer.WithoutTrailingBlankLines());
    }

    private char FromEnd(int distance) => distance <= _text.Length ? _text[^distance] : '\0';

    private string WithoutTrailingBlankLines()
    {
        while (FromEnd(1) == '\n' && (_text.Length == 1 || FromEnd(2) == '\n'))
        {
            _text.Length--;
        }

        return _text.ToString();
    }

    private void PrintFile(SyntaxFile file)
    {
        PrintComments(file.Before);
        for (int i = 0; i < file.Statements.Count; i++)
        {
            SyntaxStatement statement = file.Statements[i];
            PrintStatement(statement);
            if (statement is not SyntaxCommentBlock)
            {
                EndLine();
            }

            PrintComments(statement.After);
            if (i + 1 < file.Statements.Count)
            {
                EndLine();
            }
        }
    }

    private void PrintStatement(SyntaxStatement statement)
    {
        PrintBefore(statement);
        switch (statement)
        {
            case SyntaxLine line:
                PrintTokens(line.Tokens ?? []);
                break;
            case SyntaxBlock block:
                PrintBlock(block);
                break;
        }

        Queue(statement);
    }

    private void PrintBlock(SyntaxBlock block)
    {
        PrintTokens(block.Tokens);
        _text.Append(' ');
        PrintParenthesis(block.Open, '(');
        _margin++;
        foreach (SyntaxLine line in block.Lines)
        {
            EndLine();
            PrintStatement(line);
        }

        _margin--;
        EndLine();
        PrintParenthesis(block.Close, ')');
    }

    private void PrintParenthesis(SyntaxParenthesis parenthesis, char mark)
    {
        PrintBefore(parenthesis);
        _text.Append(mark);
        Queue(parenthesis);
    }

    private void PrintBefore(SyntaxNode node)
    {
        if (node.Before is not { Count: > 0 })
        {
            return;
        }

        Trim();
        if (_text.Length > 0 && FromEnd(1) != '\n')
        {
            _text.Append('\n');
        }

        Indent();
        PrintComments(node.Before);
    }

    private void PrintComments(List<string>? comments)
    {
        foreach (string comment in comments ?? [])
        {
            _text.Append(comment.AsSpan().Trim());
            EndLine();
        }
    }

    private void PrintTokens(string[] tokens)
    {
        bool space = false;
        foreach (string token in tokens)
        {
            if (space && token is not ("," or ")" or "]" or "}"))
            {
                _text.Append(' ');
            }

            _text.Append(token);
            space = token is not ("(" or "[" or "{");
        }
    }

    private void Queue(SyntaxNode node) => _pending.AddRange(node.Suffix ?? []);

    /// <summary>Ends the line with the comments queued for it; never makes two blank lines, nor one at the top.</summary>
    private void EndLine()
    {
        for (int i = 0; i < _pending.Count; i++)
        {
            if (i == 0)
            {
                _text.Append(' ');
            }
            else
            {
                Trim();
                _text.Append('\n');
                Indent();
            }

            _text.Append(_pending[i].AsSpan().Trim());
        }

        _pending.Clear();
        Trim();
        if (_text.Length > 0 && (FromEnd(1) != '\n' || FromEnd(2) != '\n'))
        {
            _text.Append('\n');
        }

        Indent();
    }

    private void Indent() => _text.Append('\t', _margin);

    private void Trim()
    {
        while (FromEnd(1) is '\t' or ' ')
        {
            _text.Length--;
        }
    }
}
